# syntax=docker/dockerfile:1
# A static binary in an image without a shell. `lectern health` replaces curl.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/lectern ./cmd/lectern \
 && mkdir -p /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/lectern /usr/local/bin/lectern
COPY --from=build --chown=65532:65532 /out/data /data
WORKDIR /data
USER nonroot
ENV LECTERN_ADDR=0.0.0.0:8080 LECTERN_STORE=sqlite:/data/lectern.db
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["/usr/local/bin/lectern", "health"]
ENTRYPOINT ["/usr/local/bin/lectern"]
