"""`/metrics`, for Prometheus: how long requests take, and what each slice measures of itself. No person, and no id.

A slice registers a measurement; it is made when somebody asks. Request times are those of the process that answers.
"""

import hmac
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar, cast

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from clinic.core.db import transaction
from clinic.core.extensions import limiter
from clinic.core.settings import settings

Measured = float | Mapping[str, float] | None
"""One number, or one for each value of a label; nothing when there is nothing to measure."""
Measure = TypeVar("Measure", bound=Callable[[], Measured])

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds."""


@dataclass(frozen=True)
class Measurement:
    name: str
    about: str
    label: str
    measure: Callable[[], Measured]


measurements: dict[str, Measurement] = {}

blueprint = Blueprint("metrics", __name__)


def measurement(name: str, about: str, label: str = "") -> Callable[[Measure], Measure]:
    """Register what is measured, e.g. `@measurement("clinic_emails", "Emails by state.", "state")`."""

    def register(measure: Measure) -> Measure:
        measurements[name] = Measurement(name, about, label, measure)
        return measure

    return register


class Measurements(Collector):
    """Everything that slices measure; what a database that is away would have to tell is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        is_up = True
        for each in measurements.values():
            try:
                with transaction():
                    measured = each.measure()
            except SQLAlchemyError:
                is_up = False
                continue
            yield _family(each, measured)
        yield GaugeMetricFamily("clinic_database_up", "Whether everything could be measured.", value=float(is_up))


def _family(measurement: Measurement, measured: Measured) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        measurement.name, measurement.about, labels=[measurement.label] if measurement.label else []
    )
    if isinstance(measured, Mapping):
        for value, number in measured.items():
            family.add_metric([str(value)], number)
    elif measured is not None:
        family.add_metric([], measured)
    return family


@blueprint.get("/metrics")
@limiter.exempt
def metrics() -> Response:
    """Everything measured, for whoever has METRICS_TOKEN."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(HTTPStatus.FORBIDDEN)
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    return cast(CollectorRegistry, current_app.extensions["metrics"])


def init_app(app: Flask) -> None:
    registry = app.extensions["metrics"] = CollectorRegistry()
    registry.register(Measurements())
    about = "How long requests took, by view and status."
    seconds = Histogram("clinic_request_seconds", about, ("view", "status"), registry=registry, buckets=BUCKETS)
    app.register_blueprint(blueprint)

    @app.after_request
    def observe(response: Response) -> Response:
        if "began" in g:
            view = request.endpoint or "none"
            seconds.labels(view, response.status_code).observe(time.perf_counter() - g.began)
        return response
