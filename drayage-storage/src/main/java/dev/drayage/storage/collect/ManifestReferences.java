package dev.drayage.storage.collect;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest of any kind refers to. The storage does not say which kind it is, so whatever any kind refers to counts,
 * and of what cannot be understood everything that looks like a digest. That a reference is to a manifest is known only
 * when there is one of that digest: manifests stand among layers, too.
 *
 * @param content configs, layers, manifests of an index
 * @param subject what it is about; null if nothing
 */
record ManifestReferences(List<Digest> content, @Nullable Digest subject) {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    static ManifestReferences parse(byte[] bytes, String name, Limits limits) {
        Reading reading = new Reading();
        try {
            JsonReader.read(bytes, name, limits, reading);
        } catch (InvalidDocumentException e) {
            return scan(bytes);
        }
        return reading.isUnderstood
                ? new ManifestReferences(List.copyOf(reading.content), reading.subject)
                : scan(bytes);
    }

    private static ManifestReferences scan(byte[] bytes) {
        List<Digest> found = new ArrayList<>();
        Matcher digests = DIGEST.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (digests.find()) {
            found.add(Digest.parse(digests.group()));
        }
        return new ManifestReferences(List.copyOf(found), null);
    }

    private static final class Reading implements JsonReader.Fields {
        private static final Set<String> NAMES =
                Set.of("config", "layers", "manifests", "blobs", "fsLayers", "subject");

        private final List<Digest> content = new ArrayList<>();
        private @Nullable Digest subject;
        private boolean isUnderstood;

        @Override
        public Set<String> names() {
            return NAMES;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            if (name.equals("subject")) {
                subject = in.isNull() ? null : digest(in, "digest");
            } else if (name.equals("config")) {
                add(in.isNull() ? null : digest(in, "digest"));
            } else {
                in.list(each -> add(digest(each, name.equals("fsLayers") ? "blobSum" : "digest")));
            }
        }

        private boolean add(@Nullable Digest digest) {
            isUnderstood = true;
            return digest != null && content.add(digest);
        }

        private static @Nullable Digest digest(JsonReader in, String key) throws InvalidDocumentException {
            Reference reference = new Reference(Set.of(key));
            in.object(reference);
            try {
                return Digest.parse(reference.text);
            } catch (InvalidDigestException e) {
                // Nothing can be stored under it.
                return null;
            }
        }
    }

    /** The one member of a descriptor that counts. */
    private static final class Reference implements JsonReader.Fields {
        private final Set<String> names;
        private String text = "";

        Reference(Set<String> names) {
            this.names = names;
        }

        @Override
        public Set<String> names() {
            return names;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            text = in.string();
        }
    }
}
