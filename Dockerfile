# What uv.lock says, and PLNudge's own wheel, on a slim Python; nothing that builds comes along.
# docs/operations.md shows how it is run. Python is the version that the tests run on.
ARG PYTHON=3.11-slim

FROM python:${PYTHON} AS build
WORKDIR /src
ENV UV_PROJECT_ENVIRONMENT=/opt/plnudge \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
COPY requirements-uv.txt ./
RUN python3 -m pip install --no-cache-dir --require-hashes --target /opt/uv -r requirements-uv.txt
# What others made changes seldom, so it is a layer of its own.
COPY pyproject.toml uv.lock ./
RUN /opt/uv/bin/uv sync --locked --no-dev --all-extras --no-install-project
COPY README.md LICENSE ./
COPY rubric_data rubric_data
COPY domain domain
COPY storage storage
COPY bot bot
COPY jobs jobs
COPY plnudge plnudge
COPY sandbox sandbox
RUN /opt/uv/bin/uv build --wheel --out-dir /wheel \
    && /opt/uv/bin/uv pip install --python /opt/plnudge --no-deps /wheel/*.whl

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="PLNudge" \
      org.opencontainers.image.description="A Slack app that nudges educators on self-directed professional learning." \
      org.opencontainers.image.licenses="MIT"
# The only place that is written to, besides /tmp: a SQLite file and its backups.
RUN useradd --uid 10001 --create-home --home-dir /data plnudge
COPY --from=build /opt/plnudge /opt/plnudge
ENV PATH=/opt/plnudge/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/plnudge.sqlite3 \
    PLNUDGE_HOST=0.0.0.0 \
    PLNUDGE_PORT=3000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from os import environ; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{environ[\"PLNUDGE_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["plnudge"]
CMD ["run"]
