package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.registry.Sites.Answer;
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
import org.jspecify.annotations.Nullable;

/** Takes content into a repository: blobs by upload, unless they can be taken over, documents by their own door. */
final class RepositoryIngester implements ContentIngester, Closeable {
    /** Where containerd notes from which repositories of a registry a blob came, separated by commas. */
    private static final String ORIGIN = "containerd.io/distribution.source.";

    private final Sites sites;
    private final String path;
    private final RepositoryContent content;
    private final DocumentDoor documents;
    private final PushOptions options;
    private final Map<String, BlobWriter> uploads = new HashMap<>();
    private final Set<String> busy = new HashSet<>();

    RepositoryIngester(
            Sites sites, String path, RepositoryContent content, DocumentDoor documents, PushOptions options) {
        this.sites = sites;
        this.path = path;
        this.content = content;
        this.documents = documents;
        this.options = options;
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        if (ref.isEmpty() || expected == null) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, "a registry needs a ref and a descriptor for what it takes in");
        }
        boolean isDocument = MediaTypes.isManifest(expected.mediaType()) || MediaTypes.isIndex(expected.mediaType());
        return isDocument ? document(ref, expected) : blob(ref, expected);
    }

    private ContentWriter document(String ref, Descriptor expected) throws IOException {
        content.noteDocument(expected);
        if (documents.holds(expected)) {
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
            if (content.blobSize(expected.digest()).isPresent()) {
                throw alreadyThere(expected);
            }
            UploadSession session = begin(expected).orElseThrow(() -> alreadyThere(expected));
            BlobWriter writer =
                    new BlobWriter(ref, expected, session, content, options.chunkBytes(), () -> forget(ref));
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

    /** Begins an upload; empty if the blob was taken over from another repository instead. */
    private Optional<UploadSession> begin(Descriptor expected) throws IOException {
        List<String> others = origins(expected);
        for (String other : others) {
            Optional<UploadSession> session = post(expected, Access.mount(path, List.of(other)), other);
            if (session.isEmpty()) {
                return session;
            }
            if (other.equals(others.get(others.size() - 1))) {
                return session;
            }
            session.get().cancel();
        }
        return post(expected, Access.push(path), "");
    }

    /** The registry answers a request to take over with an upload where it cannot. */
    private Optional<UploadSession> post(Descriptor expected, Access access, String from) throws IOException {
        Digest digest = expected.digest();
        String mount = from.isEmpty() ? "" : "?mount=" + digest + "&from=" + from;
        String what = "cannot push " + expected.kind() + " " + digest + " to " + content.location();
        try (Answer answer = sites.ask(
                Capability.PUSH, access, site -> Request.of("POST", site.uri(path + "/blobs/uploads/" + mount)))) {
            Response response = answer.response();
            if (response.status() == 201 && !from.isEmpty()) {
                return Optional.empty();
            }
            if (response.status() != 202) {
                throw Refusal.of(response, what);
            }
            return Optional.of(new UploadSession(
                    answer.site(), Access.push(path), response, what, () -> post(expected, Access.push(path), "")
                            .orElseThrow()));
        }
    }

    private List<String> origins(Descriptor expected) {
        Set<String> origins = new LinkedHashSet<>();
        expected.annotation(ORIGIN + sites.domain()).ifPresent(list -> {
            for (String repository : list.split(",", -1)) {
                if (!repository.isEmpty()) {
                    origins.add(repository);
                }
            }
        });
        origins.addAll(options.mountFrom());
        origins.remove(path);
        return List.copyOf(origins);
    }

    private ContentException alreadyThere(Descriptor expected) {
        return new ContentException(
                Kind.ALREADY_EXISTS,
                expected.kind() + " " + expected.digest() + " is in " + content.location() + " already");
    }

    private static ContentException locked(String ref) {
        return new ContentException(Kind.UNAVAILABLE, ref + " is being written by somebody else; try again later");
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
