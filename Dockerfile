# The clinic's processes: one image, and the command says which. Everything Python is pinned by hash in requirements.txt;
# pin the image below by its digest as well, where your registry is: `docker manifest inspect` tells it.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS packages
COPY requirements.txt /
RUN python -m venv /opt/packages \
    && /opt/packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /requirements.txt

FROM ${PYTHON}
# pg_dump and pg_restore, for the backups: of the server's version or newer.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin clinic \
    && install --directory --owner clinic --mode 0700 /witness /backups /beat
COPY --from=packages /opt/packages /opt/packages
WORKDIR /opt/clinic
COPY config.py wsgi.py ./
COPY clinic clinic
COPY templates templates
COPY migrations migrations
RUN python -m compileall -q clinic config.py wsgi.py
ENV PATH=/opt/packages/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "1", "--blocking-threads", "8", "--backpressure", "64", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "30", "wsgi:app"]
