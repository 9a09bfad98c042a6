package dev.drayage.containerd;

import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the lease that holds what is written. */
@FunctionalInterface
interface WriteLease {

    /** Its id. */
    String id() throws IOException;

    /** One that there is. */
    static WriteLease of(Lease lease) {
        return lease::id;
    }

    /**
     * One for a day, made when it is first needed. A daemon collects what nothing refers to and no lease holds whenever it
     * likes, perhaps at once.
     */
    static WriteLease ofADay(LeaseManager leases) {
        return new OfADay(leases);
    }

    /** Made once. */
    final class OfADay implements WriteLease {
        private static final Duration A_DAY = Duration.ofHours(24);
        private static final Map<String, String> LABELS = Map.of("dev.drayage.lease", "written without a lease");

        private final LeaseManager leases;
        private @Nullable Lease lease;

        private OfADay(LeaseManager leases) {
            this.leases = leases;
        }

        @Override
        public synchronized String id() throws IOException {
            Lease made = lease;
            if (made == null) {
                made = leases.create(null, A_DAY, LABELS);
                lease = made;
            }
            return made.id();
        }
    }
}
