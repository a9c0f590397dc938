FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /cordon

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt \
    && useradd --system --no-create-home cordon \
    && install -d -o cordon -g cordon /data

COPY manage.py ./
COPY config config
COPY sanctions sanctions
COPY cases cases
COPY templates templates
COPY static static

USER cordon
ENV CORDON_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--no-worker"]
