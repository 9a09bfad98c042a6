package dev.drayage.server.observe;

import dev.drayage.server.http.EndedExchange;
import dev.drayage.server.http.ExchangeListener;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Numbers for Prometheus, in its text format, version 0.0.4. How many there are does not depend on what clients send. */
public final class Metrics implements ExchangeListener, Handler {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    /** What a number that is asked for when it is wanted means. */
    private record Asked(String name, String type, String help, LongSupplier value) {}

    /** What is counted together. */
    private record Labels(String method, String route, int status) implements Comparable<Labels> {
        @Override
        public int compareTo(Labels other) {
            int byRoute = route.compareTo(other.route);
            int byMethod = byRoute != 0 ? byRoute : method.compareTo(other.method);
            return byMethod != 0 ? byMethod : Integer.compare(status, other.status);
        }

        @Override
        public String toString() {
            return "method=\"" + method + "\",route=\"" + route + "\",status=\"" + status + '"';
        }
    }

    private final Map<Labels, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> durations = new ConcurrentSkipListMap<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** Nothing was counted yet. */
    public Metrics() {
        this(InstantSource.system());
    }

    Metrics(InstantSource clock) {
        long start = clock.instant().getEpochSecond();
        gauge("process_start_time_seconds", "When the server started, in seconds since 1970.", () -> start);
    }

    /**
     * Adds a number that goes up and down.
     *
     * @param name as Prometheus has them, such as {@code dray_uploads_open}
     * @param help a sentence
     * @param value asked for whenever the numbers are read; must not wait
     */
    public void gauge(String name, String help, LongSupplier value) {
        asked.add(new Asked(requireName(name), "gauge", help, value));
    }

    /** Adds a number that only goes up; its name ends in {@code _total}. */
    public void counter(String name, String help, LongSupplier value) {
        asked.add(new Asked(requireName(name), "counter", help, value));
    }

    private static String requireName(String name) {
        if (!name.matches("[a-z_]+")) {
            throw new IllegalArgumentException("a metric has a name of lower-case letters and _, not " + name);
        }
        return name;
    }

    @Override
    public void ended(EndedExchange exchange) {
        String method = METHODS.contains(exchange.method()) ? exchange.method() : "other";
        String route = RouteLabel.of(exchange.path());
        requests.computeIfAbsent(new Labels(method, route, exchange.status()), unused -> new LongAdder())
                .increment();
        durations.computeIfAbsent(route, unused -> new Histogram()).add(exchange.time());
        received.add(exchange.received());
        sent.add(exchange.sent());
        if (!exchange.isWhole()) {
            broken.increment();
        }
    }

    @Override
    public Response handle(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD")
                ? Response.of(200, CONTENT_TYPE, text()).with("Cache-Control", "no-store")
                : Response.of(405).with("Allow", "GET, HEAD");
    }

    private String text() {
        StringBuilder out = new StringBuilder(4096);
        head(out, "dray_http_requests_total", "counter", "Requests that have ended.");
        requests.forEach((labels, count) -> out.append("dray_http_requests_total{")
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
        head(out, "dray_http_request_duration_seconds", "histogram", "Time from the first byte to the last.");
        durations.forEach((route, histogram) ->
                histogram.write(out, "dray_http_request_duration_seconds", "route=\"" + route + '"'));
        List<Asked> all = new ArrayList<>(List.of(
                new Asked("dray_http_received_bytes_total", "counter", "Bytes of request bodies.", received::sum),
                new Asked("dray_http_sent_bytes_total", "counter", "Bytes of response bodies.", sent::sum),
                new Asked("dray_http_broken_total", "counter", "Responses that broke off.", broken::sum)));
        all.addAll(asked);
        for (Asked number : all) {
            head(out, number.name(), number.type(), number.help());
            out.append(number.name())
                    .append(' ')
                    .append(number.value().getAsLong())
                    .append('\n');
        }
        return out.toString();
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        String oneLine = help.replace("\\", "\\\\").replace("\n", "\\n");
        out.append("# HELP ").append(name).append(' ').append(oneLine).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
