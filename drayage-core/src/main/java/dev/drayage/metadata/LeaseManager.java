package dev.drayage.metadata;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The leases of a namespace (containerd's {@code leases.Manager}). Thread-safe. */
public interface LeaseManager {

    /** What a lease holds. */
    sealed interface Resource {
        /** A blob, with all that its labels refer to. */
        record Content(Digest digest) implements Resource {}

        /** An ingest that is under way. */
        record Ingest(String ref) implements Resource {}
    }

    /**
     * Makes a lease.
     *
     * @param id what to call it; null for an id that nobody else has
     * @param lifetime how long it keeps what it holds; null for as long as it exists
     * @throws AlreadyExistsException if there is one of this id
     */
    Lease create(@Nullable String id, @Nullable Duration lifetime, Map<String, String> labels) throws IOException;

    /** The lease of this id; one that has expired but was not collected yet is found. */
    default Optional<Lease> get(String id) throws IOException {
        return list().stream().filter(lease -> lease.id().equals(id)).findFirst();
    }

    /** All leases, in order of their ids, those that have expired but were not collected yet included. */
    List<Lease> list() throws IOException;

    /**
     * Lets a lease last this long from now on, whatever it had left. Fails as {@link #delete} does.
     *
     * @return false if leases of this manager last as long as they were made for, as those of a running containerd do
     */
    default boolean extend(String id, Duration lifetime) throws IOException {
        return false;
    }

    /**
     * Ends a lease.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none of this id
     */
    void delete(String id) throws IOException;

    /** Lets a lease hold something; what it holds already it goes on holding. Fails as {@link #delete} does. */
    void add(String id, Resource resource) throws IOException;

    /** Lets a lease hold something no more. Fails as {@link #delete} does, or if the lease does not hold it. */
    void remove(String id, Resource resource) throws IOException;

    /** What a lease holds. Fails as {@link #delete} does. */
    List<Resource> resources(String id) throws IOException;
}
