package dev.drayage.registry;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes content into a repository: blobs by upload, unless they can be taken over, documents at their own endpoint. */
final class RepositoryIngester implements ContentIngester, Closeable {
    /** Where containerd notes from which repositories of a registry a blob came, separated by commas. */
    private static final String ORIGIN = "containerd.io/distribution.source.";

    private static final String UPLOADS = "/blobs/uploads/";

    private final Mirrors mirrors;
    private final String path;
    private final RepositoryContent content;
    private final PushPresence present;
    private final ManifestPusher documents;
    private final PushOptions options;
    private final Map<String, BlobWriter> uploads = new HashMap<>();
    private final Set<String> busy = new HashSet<>();

    /** Repositories that nothing can be taken over from, as it turned out. */
    private final Set<String> unwilling = ConcurrentHashMap.newKeySet();

    RepositoryIngester(
            Mirrors mirrors,
            String path,
            RepositoryContent content,
            PushPresence present,
            ManifestPusher documents,
            PushOptions options) {
        this.mirrors = mirrors;
        this.path = path;
        this.content = content;
        this.present = present;
        this.documents = documents;
        this.options = options;
    }

    /** What the repository has. */
    RepositoryContent content() {
        return content;
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        if (ref.isEmpty() || expected == null) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, "a registry needs a ref and a descriptor for what it takes in");
        }
        boolean isDocument = MediaTypes.isDocument(expected.mediaType());
        return isDocument ? document(ref, expected) : blob(ref, expected);
    }

    private ContentWriter document(String ref, Descriptor expected) throws IOException {
        content.noteDocument(expected);
        // One that is going to get a tag is sent with it in any case.
        if (!documents.isAwaited(expected.digest()) && present.hasDocument(expected)) {
            throw alreadyThere(expected);
        }
        synchronized (this) {
            if (!busy.add(ref)) {
                throw locked(ref);
            }
        }
        return new DocumentWriter(
                ref, expected, documents.maxBytes(), bytes -> documents.send(expected, bytes), () -> free(ref));
    }

    private synchronized void free(String ref) {
        busy.remove(ref);
    }

    private ContentWriter blob(String ref, Descriptor expected) throws IOException {
        synchronized (this) {
            BlobWriter known = uploads.get(ref);
            if (known != null) {
                if (known.reopen()) {
                    return known;
                }
                throw locked(ref);
            }
            if (!busy.add(ref)) {
                throw locked(ref);
            }
        }
        try {
            UploadSession session = begin(expected).orElseThrow(() -> alreadyThere(expected));
            BlobWriter writer = new BlobWriter(ref, expected, session, present, options, () -> forget(ref));
            synchronized (this) {
                uploads.put(ref, writer);
            }
            return writer;
        } finally {
            free(ref);
        }
    }

    private synchronized void forget(String ref) {
        uploads.remove(ref);
    }

    /**
     * Begins an upload; empty if the blob is there already, or was taken over from another repository instead. That is asked
     * first: where it is done, nobody needs to know whether the blob was there before.
     */
    private Optional<UploadSession> begin(Descriptor expected) throws IOException {
        UploadSession begun = null;
        for (String other : origins(expected)) {
            if (begun != null) {
                discard(begun);
                begun = null;
            }
            try {
                Optional<UploadSession> instead = mount(expected, other);
                if (instead.isEmpty()) {
                    return instead;
                }
                begun = instead.get();
            } catch (ContentException e) {
                // Not allowed, not known, or no token for both repositories at once: then it is sent.
                unwilling.add(other);
            }
        }
        if (begun == null) {
            return present.hasBlob(expected) ? Optional.empty() : Optional.of(upload(expected));
        }
        boolean isNeeded = false;
        try {
            isNeeded = !present.hasBlob(expected);
            return isNeeded ? Optional.of(begun) : Optional.empty();
        } finally {
            if (!isNeeded) {
                discard(begun);
            }
        }
    }

    private static void discard(UploadSession begun) throws IOException {
        try {
            begun.cancel();
        } catch (ContentException e) {
            // Registries clear away by themselves what nobody finishes.
        }
    }

    /** Asks to take a blob over; the registry begins an upload where it cannot. */
    private Optional<UploadSession> mount(Descriptor expected, String from) throws IOException {
        String query = "?mount=" + expected.digest() + "&from=" + from;
        try (MirrorResponse reply =
                mirrors.ask(Capability.PUSH, Access.mount(path, List.of(from)), mirror -> Request.of(
                                "POST", mirror.uri(path + UPLOADS + query))
                        .once())) {
            Response response = reply.response();
            boolean isMounted = response.status() == 201
                    && (!UploadSession.namesOther(response, expected.digest())
                            // The header may be wrong, and not the registry.
                            || present.hasArrived(expected.digest()));
            return isMounted ? Optional.empty() : Optional.of(session(expected, reply));
        }
    }

    private UploadSession upload(Descriptor expected) throws IOException {
        try (MirrorResponse reply = mirrors.ask(
                Capability.PUSH, Access.push(path), mirror -> Request.of("POST", mirror.uri(path + UPLOADS)))) {
            return session(expected, reply);
        }
    }

    private UploadSession session(Descriptor expected, MirrorResponse reply) throws IOException {
        String what = "cannot push " + expected.kind() + " " + expected.digest() + " to " + content.location();
        if (reply.response().status() != 202) {
            throw ErrorResponses.of(reply.response(), what);
        }
        return new UploadSession(reply.mirror(), Access.push(path), reply.response(), what, () -> upload(expected));
    }

    private List<String> origins(Descriptor expected) {
        Set<String> origins = new LinkedHashSet<>();
        expected.annotation(ORIGIN + mirrors.domain()).ifPresent(list -> {
            for (String repository : list.split(",", -1)) {
                if (!repository.isEmpty()) {
                    origins.add(repository);
                }
            }
        });
        origins.addAll(options.mountFrom());
        origins.remove(path);
        origins.removeAll(unwilling);
        return List.copyOf(origins);
    }

    private ContentException alreadyThere(Descriptor expected) {
        return new AlreadyExistsException(
                expected.kind() + " " + expected.digest() + " is in " + content.location() + " already");
    }

    private static ContentException locked(String ref) {
        return new HeldException(ref + " is being written by somebody else; try again later");
    }

    /** Throws away what was begun and not finished, as far as the registry lets us. */
    @Override
    public void close() throws IOException {
        List<BlobWriter> left;
        synchronized (this) {
            left = new ArrayList<>(uploads.values());
            uploads.clear();
        }
        for (BlobWriter writer : left) {
            try {
                writer.abort();
            } catch (ContentException e) {
                // Registries clear away by themselves what nobody finishes.
            }
        }
    }
}
