"""The whole clinic on one machine, for `make run` and the tests: real servers, embedded. Never in production."""
