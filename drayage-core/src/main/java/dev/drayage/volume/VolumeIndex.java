package dev.drayage.volume;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the volumes of an archive are: a line of JSON, and a line that says how long the first is and what it hashes to, so
 * that it can be found from the end of the last volume.
 *
 * @param size of the archive in bytes
 * @param volumes in order, one or more
 */
public record VolumeIndex(long size, List<Volume> volumes) {
    /** What the document calls itself. */
    static final String MEDIA_TYPE = "application/vnd.drayage.volumes.v1+json";

    private static final String START = "{\"schemaVersion\":1,\"mediaType\":\"" + MEDIA_TYPE + "\",";

    /** The most bytes that are read to find one. */
    static final int MOST_BYTES = (int) VolumeSplit.SMALLEST_BYTES;

    private static final Limits LIMITS =
            Limits.defaults().withMaxBytes(MOST_BYTES).withMaxDepth(4).withMaxMembers(20_000);

    private static final Pattern LAST_LINE = Pattern.compile("dray-volumes ([0-9]{10}) (sha256:[0-9a-f]{64})\n\\z");

    private static final int LAST_LINE_BYTES = "dray-volumes ".length() + 10 + 1 + 71 + 1;
    private static final Digest ANY = Digest.compute(DigestAlgorithm.SHA256, new byte[0]);

    /** Copies the list. */
    public VolumeIndex {
        volumes = List.copyOf(volumes);
    }

    /** Whether an index begins with these bytes, a few hundred of them. */
    public static boolean begins(byte[] bytes) {
        byte[] start = START.getBytes(StandardCharsets.US_ASCII);
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /** How long the index of volumes of these sizes is; it depends on nothing else. */
    public static int encodedLength(long size, List<Long> sizes) {
        return new VolumeIndex(
                        size,
                        sizes.stream().map(each -> new Volume(each, ANY, ANY)).toList())
                .encode()
                .length;
    }

    /** How long it is. */
    public int encodedLength() {
        return encodedLength(size, volumes.stream().map(Volume::size).toList());
    }

    /** Both lines. */
    public byte[] encode() {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("schemaVersion").value(1);
        out.name("mediaType").value(MEDIA_TYPE);
        out.name("size").value(size);
        out.name("volumes").beginArray();
        for (Volume volume : volumes) {
            out.beginObject().name("size").value(volume.size());
            out.name("digest").value(volume.digest().toString());
            out.name("head").value(volume.head().toString()).endObject();
        }
        byte[] json = out.endArray().endObject().toBytes();
        byte[] first = Arrays.copyOf(json, json.length + 1);
        first[json.length] = '\n';
        String last = String.format(
                Locale.ROOT, "dray-volumes %010d %s\n", first.length, Digest.compute(DigestAlgorithm.SHA256, first));
        byte[] whole = Arrays.copyOf(first, first.length + LAST_LINE_BYTES);
        System.arraycopy(last.getBytes(StandardCharsets.US_ASCII), 0, whole, first.length, LAST_LINE_BYTES);
        return whole;
    }

    /**
     * Reads the index that these bytes end with.
     *
     * @return null if they end with something else
     * @throws InvalidDocumentException if it is damaged, or does not add up
     */
    static @Nullable VolumeIndex parseEnd(byte[] bytes) throws InvalidDocumentException {
        int lastLine = bytes.length - LAST_LINE_BYTES;
        if (lastLine < 0) {
            return null;
        }
        Matcher end = LAST_LINE.matcher(new String(bytes, lastLine, LAST_LINE_BYTES, StandardCharsets.ISO_8859_1));
        if (!end.matches()) {
            return null;
        }
        long length = Long.parseLong(end.group(1));
        if (length > lastLine) {
            throw new InvalidDocumentException("index of volumes", "is cut short");
        }
        byte[] json = Arrays.copyOfRange(bytes, (int) (lastLine - length), lastLine);
        if (!Digest.compute(DigestAlgorithm.SHA256, json).toString().equals(end.group(2))) {
            throw new InvalidDocumentException("index of volumes", "is damaged: it hashes to something else");
        }
        Fields fields = new Fields();
        JsonReader.read(json, "index of volumes", LIMITS, fields);
        return fields.checked();
    }

    private static final class Fields implements JsonReader.Fields {
        private long version;
        private @Nullable String mediaType;
        private long size;
        private List<Volume> volumes = Collections.emptyList();

        @Override
        public Set<String> names() {
            return Set.of("schemaVersion", "mediaType", "size", "volumes");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "schemaVersion" -> version = in.size();
                case "mediaType" -> mediaType = in.stringOrNull();
                case "size" -> size = in.size();
                default -> volumes = in.list(Fields::volume);
            }
        }

        private static Volume volume(JsonReader in) throws InvalidDocumentException {
            VolumeFields fields = new VolumeFields();
            in.object(fields);
            if (fields.size < 0 || fields.digest == null || fields.head == null) {
                throw in.problem("names no size, digest or head");
            }
            return new Volume(fields.size, fields.digest, fields.head);
        }

        private VolumeIndex checked() throws InvalidDocumentException {
            if (version != 1 || !MEDIA_TYPE.equals(mediaType)) {
                throw new InvalidDocumentException(
                        "index of volumes", "must be of schemaVersion 1 and mediaType " + MEDIA_TYPE);
            }
            if (volumes.isEmpty() || volumes.size() > VolumeSplit.MOST_VOLUMES) {
                throw new InvalidDocumentException(
                        "index of volumes",
                        "lists " + volumes.size() + " volumes; there are 1 to " + VolumeSplit.MOST_VOLUMES);
            }
            long sum = 0;
            for (Volume volume : volumes) {
                if (volume.size() > size - sum) {
                    sum = -1;
                    break;
                }
                sum += volume.size();
            }
            if (sum != size) {
                throw new InvalidDocumentException(
                        "index of volumes", "lists volumes that do not have " + size + " bytes together");
            }
            return new VolumeIndex(size, volumes);
        }
    }

    private static final class VolumeFields implements JsonReader.Fields {
        private long size = -1;
        private @Nullable Digest digest;
        private @Nullable Digest head;

        @Override
        public Set<String> names() {
            return Set.of("size", "digest", "head");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            if (name.equals("size")) {
                size = in.size();
                return;
            }
            Digest value = in.parsed(Digest::parse);
            if (name.equals("digest")) {
                digest = value;
            } else {
                head = value;
            }
        }
    }
}
