"""What Lighthouse says of the public pages on a phone: `make lighthouse`. Not part of `make test`."""
