package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * The uploads of a repository of a namespace: each is a lease, which holds the ingest of its bytes, and in the moment of
 * the commit the content. Where it holds content already, the upload is over.
 */
final class NamespaceUploads {
    /** From the last time that it was opened on. */
    private static final Duration LIFETIME = Duration.ofHours(24);

    /** Not each piece of an upload needs to be noted. */
    private static final Duration EXTENDED_AFTER = Duration.ofHours(1);

    private static final String PREFIX = "dray-upload-";

    private final ImageNamespace namespace;
    private final String repository;
    private final InstantSource clock;

    NamespaceUploads(ImageNamespace namespace, String repository, InstantSource clock) {
        this.namespace = namespace;
        this.repository = repository;
        this.clock = clock;
    }

    String begin() throws IOException {
        String id = UploadIds.draw();
        namespace
                .leases()
                .create(
                        PREFIX + id,
                        LIFETIME,
                        Map.of(LeaseLabels.PURPOSE, "upload", LeaseLabels.REPOSITORY, repository));
        return id;
    }

    ContentWriter open(String id) throws IOException {
        Lease lease = require(id);
        extend(lease);
        ContentWriter writer;
        try {
            writer = namespace.content(lease).writer(lease.id(), null);
        } catch (ContentNotFoundException e) {
            throw absent(id); // the lease is gone
        }
        try {
            if (isOver(lease)) {
                // Committed by another between the two looks: what was opened is a new ingest of the same ref.
                writer.close();
                abort(lease);
                throw absent(id);
            }
            return writer;
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private void extend(Lease lease) throws IOException {
        Instant expires = lease.expires();
        if (expires != null && expires.isBefore(clock.instant().plus(LIFETIME).minus(EXTENDED_AFTER))) {
            namespace.leases().extend(lease.id(), LIFETIME);
        }
    }

    /** Ends an upload whose content is stored. */
    void finished(String id) throws IOException {
        try {
            namespace.leases().delete(PREFIX + id);
        } catch (ContentNotFoundException e) {
            // It has expired, or was cancelled too late.
        }
    }

    void cancel(String id) throws IOException {
        Lease lease = require(id);
        abort(lease);
        finished(id);
    }

    private void abort(Lease lease) throws IOException {
        try {
            namespace.content().abort(lease.id());
        } catch (ContentNotFoundException e) {
            // Nothing was written yet.
        }
    }

    private Lease require(String id) throws IOException {
        if (!UploadIds.isOne(id)) {
            throw absent(id);
        }
        Lease lease = namespace.leases().get(PREFIX + id).orElseThrow(() -> absent(id));
        Instant expires = lease.expires();
        if (!repository.equals(lease.labels().getOrDefault(LeaseLabels.REPOSITORY, ""))
                || expires == null
                || !expires.isAfter(clock.instant())
                || isOver(lease)) {
            throw absent(id);
        }
        return lease;
    }

    private boolean isOver(Lease lease) throws IOException {
        return namespace.leases().resources(lease.id()).stream().anyMatch(Resource.Content.class::isInstance);
    }

    private ContentException absent(String id) {
        return UploadIds.absent(id, namespace.content().location());
    }
}
