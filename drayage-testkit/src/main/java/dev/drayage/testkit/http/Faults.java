package dev.drayage.testkit.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** What goes wrong, when, and how often. Thread-safe. */
public final class Faults {
    private static final class Fault {
        private final Predicate<WireRequest> when;
        private final BiFunction<WireRequest, Reply, Reply> what;
        private int times;

        private Fault(Predicate<WireRequest> when, BiFunction<WireRequest, Reply, Reply> what, int times) {
            this.when = when;
            this.what = what;
            this.times = times;
        }
    }

    private final List<Fault> faults = new ArrayList<>();

    /** No faults yet. */
    public Faults() {
        // Starts empty.
    }

    /** Changes the next so many right responses to such requests. */
    public synchronized Faults next(
            int times, Predicate<WireRequest> when, BiFunction<WireRequest, Reply, Reply> what) {
        faults.add(new Fault(when, what, times));
        return this;
    }

    /** Changes every right response to such requests. */
    public Faults always(Predicate<WireRequest> when, BiFunction<WireRequest, Reply, Reply> what) {
        return next(Integer.MAX_VALUE, when, what);
    }

    /** Nothing goes wrong any more. */
    public synchronized void clear() {
        faults.clear();
    }

    /** The response as it is sent: the first fault that fits counts. */
    public Reply apply(WireRequest request, Reply right) {
        BiFunction<WireRequest, Reply, Reply> what = null;
        synchronized (this) {
            for (Fault fault : faults) {
                if (fault.times > 0 && fault.when.test(request)) {
                    fault.times--;
                    what = fault.what;
                    break;
                }
            }
        }
        return what == null ? right : what.apply(request, right);
    }
}
