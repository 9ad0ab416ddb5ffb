"""The blueprint of the pages that inform."""

from flask import Blueprint

blueprint = Blueprint("treatments", __name__)
