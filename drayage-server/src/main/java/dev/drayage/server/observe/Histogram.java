package dev.drayage.server.observe;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many requests took how long. What is read while others are added may be off by those. */
final class Histogram {
    /** In seconds, as they are written: manifests take milliseconds, large blobs minutes. */
    private static final String[] BOUNDS = {
        "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "300", "1800"
    };

    private static final double[] SECONDS =
            Stream.of(BOUNDS).mapToDouble(Double::parseDouble).toArray();

    private final LongAdder[] buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder micros = new LongAdder();

    void add(Duration time) {
        double seconds = time.toNanos() / 1e9;
        int i = 0;
        while (i < SECONDS.length && seconds > SECONDS[i]) {
            i++;
        }
        buckets[i].increment();
        micros.add(time.toNanos() / 1000);
    }

    /** Writes it as Prometheus reads it: each bucket with those below it. */
    void write(StringBuilder out, String name, String labels) {
        long count = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            count += buckets[i].sum();
            out.append(name)
                    .append("_bucket{")
                    .append(labels)
                    .append(",le=\"")
                    .append(i < BOUNDS.length ? BOUNDS[i] : "+Inf")
                    .append("\"} ")
                    .append(count)
                    .append('\n');
        }
        out.append(name)
                .append("_sum{")
                .append(labels)
                .append("} ")
                .append(micros.sum() / 1e6)
                .append('\n');
        out.append(name)
                .append("_count{")
                .append(labels)
                .append("} ")
                .append(count)
                .append('\n');
    }
}
