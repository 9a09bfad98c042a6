package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.MediaTypes;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.MalformedResponseException;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/** Asks for the manifests and indexes of a repository, and reads what is sent. Thread-safe. */
final class ManifestRequests {
    private static final List<String> TYPES = List.of(
            MediaTypes.OCI_INDEX,
            MediaTypes.OCI_MANIFEST,
            MediaTypes.DOCKER_MANIFEST_LIST,
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.OCI_ARTIFACT_MANIFEST,
            MediaTypes.ORAS_ARTIFACT_MANIFEST);

    private final Mirrors mirrors;
    private final String path;
    private final Limits limits;

    ManifestRequests(Mirrors mirrors, String path, Limits limits) {
        this.mirrors = mirrors;
        this.path = path;
        this.limits = limits;
    }

    /** Makes something of a document that was sent whole. */
    @FunctionalInterface
    interface Reading<T> {
        T of(Response response, byte[] bytes) throws IOException;
    }

    /** Asks for a document, of one more type than the usual ones if it is not one of them; empty if it is not there. */
    <T> Optional<T> read(Capability capability, String tagOrDigest, String mediaType, String what, Reading<T> reading)
            throws IOException {
        try (MirrorResponse reply = ask(capability, "GET", tagOrDigest, mediaType, Optional.empty())) {
            Response response = reply.response();
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() != 200) {
                throw ErrorResponses.of(response, what);
            }
            return Optional.of(reading.of(response, body(response, what)));
        }
    }

    /**
     * Asks about a document.
     *
     * @param method GET, or HEAD, which is asked only once
     * @param entityTag what makes a response of 304 if it is still called so
     */
    MirrorResponse ask(
            Capability capability, String method, String tagOrDigest, String mediaType, Optional<String> entityTag)
            throws IOException {
        String usual = String.join(", ", TYPES);
        String accepted = mediaType.isEmpty() || TYPES.contains(mediaType) ? usual : usual + ", " + mediaType;
        return mirrors.ask(capability, Access.pull(path), mirror -> {
            Request plain = Request.of(method, mirror.uri(path + "/manifests/" + tagOrDigest))
                    .withHeader("Accept", accepted);
            Request request = method.equals("HEAD") ? plain.once() : plain;
            return entityTag
                    .map(tag -> request.withHeader("If-None-Match", tag))
                    .orElse(request);
        });
    }

    /** All of a document. */
    byte[] body(Response response, String what) throws IOException {
        Optional<byte[]> bytes;
        try {
            bytes = response.readUpTo(limits.maxBytes());
        } catch (InterruptedIOException | ContentException e) {
            throw e;
        } catch (IOException e) {
            ContentException.Kind kind = e instanceof MalformedResponseException
                    ? ContentException.Kind.INTERNAL
                    : ContentException.Kind.UNAVAILABLE;
            throw new ContentException(kind, what + ": " + e.getMessage(), e);
        }
        return bytes.orElseThrow(() -> ErrorResponses.protocolViolation(
                response, what, "sends more than " + limits.maxBytes() + " bytes, the limit for documents"));
    }
}
