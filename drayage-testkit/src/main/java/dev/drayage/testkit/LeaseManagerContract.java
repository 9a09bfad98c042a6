package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import dev.drayage.metadata.LeaseManager.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a store keeps leases. Extend it once for each kind of store. */
@Timeout(60)
public abstract class LeaseManagerContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);

    /** A namespace without anything in it; what is opened for it is closed by the extending class. */
    protected abstract ImageNamespace emptyNamespace() throws IOException;

    @Test
    void keepsIdLabelsAndEnd() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        Lease lease = leases.create("build-1", Duration.ofHours(2), Map.of("a", "1"));
        assertThat(lease.id()).isEqualTo("build-1");
        assertThat(lease.labels()).isEqualTo(Map.of("a", "1"));
        // Whoever makes it and whoever keeps it may each look at a clock.
        assertThat(lease.expires()).isCloseTo(lease.created().plus(Duration.ofHours(2)), within(1, ChronoUnit.MINUTES));
        assertThat(leases.list()).containsExactly(lease);
    }

    @Test
    void findsALeaseByItsId() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        Lease lease = leases.create("build-1", Duration.ofHours(2), Map.of("a", "1"));
        leases.create("build-10", null, Map.of());
        assertThat(leases.get("build-1")).contains(lease);
        assertThat(leases.get("build")).isEmpty();
        assertThat(leases.get("no such, nor \"any\"")).isEmpty();
    }

    @Test
    void lastsForeverWithoutALifetime() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        assertThat(leases.create("lease", null, Map.of()).expires()).isNull();
        assertThat(leases.list().get(0).expires()).isNull();
    }

    @Test
    void findsAnIdThatNobodyHas() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        Lease first = leases.create(null, null, Map.of());
        Lease second = leases.create(null, null, Map.of());
        assertThat(first.id()).isNotEmpty().isNotEqualTo(second.id());
        assertThat(leases.list()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void listsInOrderOfIds() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        leases.create("b", null, Map.of());
        leases.create("a", null, Map.of());
        assertThat(leases.list()).extracting(Lease::id).containsExactly("a", "b");
    }

    @Test
    void givesAnIdOnce() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        Lease lease = leases.create("taken", null, Map.of());
        refuses(Kind.ALREADY_EXISTS, () -> leases.create("taken", Duration.ofHours(1), Map.of()));
        assertThat(leases.list()).containsExactly(lease);
    }

    @Test
    void holdsAndLetsGo() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        Resource content = new Resource.Content(sha256(BYTES));
        Resource ingest = new Resource.Ingest("ref");
        leases.create("lease", null, Map.of());
        leases.add("lease", content);
        leases.add("lease", content);
        leases.add("lease", ingest);
        assertThat(leases.resources("lease")).containsExactlyInAnyOrder(content, ingest);
        leases.remove("lease", content);
        refuses(Kind.NOT_FOUND, () -> leases.remove("lease", content));
        assertThat(leases.resources("lease")).containsExactly(ingest);
    }

    @Test
    void knowsNoLeaseThatHasEnded() throws IOException {
        LeaseManager leases = emptyNamespace().leases();
        leases.create("lease", null, Map.of());
        leases.add("lease", new Resource.Content(sha256(BYTES)));
        leases.delete("lease");
        assertThat(leases.list()).isEmpty();
        refuses(Kind.NOT_FOUND, () -> leases.delete("lease"));
        refuses(Kind.NOT_FOUND, () -> leases.add("lease", new Resource.Ingest("ref")));
        refuses(Kind.NOT_FOUND, () -> leases.remove("lease", new Resource.Ingest("ref")));
        refuses(Kind.NOT_FOUND, () -> leases.resources("lease"));
        leases.create("lease", null, Map.of());
        assertThat(leases.resources("lease")).isEmpty();
    }

    @Test
    void holdsWhatIsWrittenWithIt() throws IOException {
        ImageNamespace namespace = emptyNamespace();
        Lease lease = namespace.leases().create("lease", null, Map.of());
        ContentStore content = namespace.content(lease);
        try (ContentWriter writer = content.writer("ref", layerOf(BYTES))) {
            append(writer, BYTES);
            assertThat(namespace.leases().resources("lease")).containsExactly(new Resource.Ingest("ref"));
            writer.commit(256, sha256(BYTES), Map.of());
        }
        assertThat(namespace.leases().resources("lease")).containsExactly(new Resource.Content(sha256(BYTES)));
    }

    @Test
    void holdsWhatIsFoundToBeStored() throws IOException {
        ImageNamespace namespace = emptyNamespace();
        store(namespace.content(), "ref", BYTES);
        Lease lease = namespace.leases().create("lease", null, Map.of());
        refuses(Kind.ALREADY_EXISTS, () -> namespace.content(lease).writer("ref", layerOf(BYTES)));
        assertThat(namespace.leases().resources("lease")).contains(new Resource.Content(sha256(BYTES)));
    }

    @Test
    void writesNothingForALeaseThatHasEnded() throws IOException {
        ImageNamespace namespace = emptyNamespace();
        Lease lease = namespace.leases().create("lease", null, Map.of());
        namespace.leases().delete("lease");
        refuses(Kind.NOT_FOUND, () -> store(namespace.content(lease), "ref", BYTES));
        assertThat(namespace.content().info(sha256(BYTES))).isEmpty();
    }
}
