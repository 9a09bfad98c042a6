package dev.drayage.repository;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import dev.drayage.metadata.LeaseManager.Resource;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps content of a repository for at least a day, without an image that is made of it. All that comes within six hours
 * is held by one lease, so that there never are many. Thread-safe.
 */
final class ContentHold {
    private static final Duration AT_LEAST = Duration.ofHours(24);
    private static final Duration PERIOD = Duration.ofHours(6);
    private static final int TRIES = 3;
    private static final int ID_DIGITS = 32;

    private final LeaseManager leases;
    private final String repository;
    private final InstantSource clock;
    private final String id;

    ContentHold(LeaseManager leases, String repository, InstantSource clock) {
        this.leases = leases;
        this.repository = repository;
        this.clock = clock;
        this.id = "dray-repository-"
                + Digest.compute(DigestAlgorithm.SHA256, repository.getBytes(StandardCharsets.UTF_8))
                        .hex()
                        .substring(0, ID_DIGITS)
                + "-";
    }

    /** Holds content, be it there yet or not, for a day from now on. */
    void hold(Digest digest) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                leases.add(lease().id(), new Resource.Content(digest));
                return;
            } catch (ContentNotFoundException e) {
                // Somebody ended it.
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The lease that holds what comes now. */
    Lease lease() throws IOException {
        String now = id(clock.instant(), 0);
        Optional<Lease> made = leases.get(now);
        if (made.isPresent()) {
            return made.get();
        }
        try {
            return leases.create(
                    now,
                    AT_LEAST.plus(PERIOD),
                    Map.of(LeaseLabels.PURPOSE, "pushed", LeaseLabels.REPOSITORY, repository));
        } catch (AlreadyExistsException e) {
            return leases.get(now).orElseThrow(() -> e);
        }
    }

    private String id(Instant now, int periodsAgo) {
        return id + (now.getEpochSecond() / PERIOD.toSeconds() - periodsAgo);
    }

    /** Whether anything was pushed to the repository of late. */
    boolean isInUse() throws IOException {
        Instant now = clock.instant();
        for (int ago = 0; ago <= AT_LEAST.dividedBy(PERIOD); ago++) {
            if (leases.get(id(now, ago)).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
