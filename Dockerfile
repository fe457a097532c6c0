# kg serve in a container. `docker compose up` runs it beside Neo4j; docs/docker.md says more.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY kg ./kg
COPY loaders ./loaders
COPY graphql ./graphql
RUN pip wheel --no-cache-dir --no-deps -w /dist .
RUN python -m venv /opt/newskg
RUN /opt/newskg/bin/pip install --no-cache-dir /dist/*.whl

FROM python:3.11-slim-bookworm
COPY --from=build /opt/newskg /opt/newskg
# /tmp is all that it may write, so there is no place for byte code either: pip made it above
ENV PATH=/opt/newskg/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    NEWSKG_HOST=0.0.0.0 \
    NEWSKG_PORT=8000 \
    NEWSKG_LOG_JSON=true
WORKDIR /tmp
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=4 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=8)"]
# --insecure: inside the container there is no loopback to share; docker-compose.yml publishes the port on loopback only
CMD ["kg", "serve", "--insecure"]
