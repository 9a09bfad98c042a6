package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A storage that is made up as it is asked for, the same each time: repositories with images of some layers
 * each, and links to layers of others. Every tenth manifest is unknown to all repositories, and what it alone has is garbage.
 */
final class GeneratedStorage implements Bucket {
    static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PAGE = 1000;
    private static final int LENGTH = 32;

    private static final int NUMBERED = LENGTH + Integer.BYTES;

    private final int images;
    private final int layersEach;
    private final int repositories;
    private final int links;
    private final SortedRecords blobs;
    private final SortedRecords manifests;
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong deletedLinks = new AtomicLong();

    /**
     * A storage.
     *
     * @param images how many images, each with a manifest and layers of its own
     * @param layersEach how many layers an image has
     * @param repositories how many repositories there are
     * @param links how many links to layers each repository has besides those of its own images: to layers of others
     */
    GeneratedStorage(Path directory, int images, int layersEach, int repositories, int links) throws IOException {
        this.images = images;
        this.layersEach = layersEach;
        this.repositories = repositories;
        this.links = links;
        try (RecordSorter all = new RecordSorter(directory, LENGTH);
                RecordSorter numbered = new RecordSorter(directory, NUMBERED)) {
            for (int i = 0; i < layers(); i++) {
                all.add(layer(i));
            }
            for (int i = 0; i < images; i++) {
                byte[] digest = hash(manifest(i));
                all.add(digest);
                numbered.add(ByteBuffer.allocate(NUMBERED).put(digest).putInt(i).array());
            }
            this.blobs = all.finish();
            this.manifests = numbered.finish();
        }
    }

    private int layers() {
        return images * layersEach;
    }

    long blobCount() {
        return blobs.count();
    }

    /** How many blobs nothing that is kept refers to. */
    long garbageCount() {
        return images / 10 * (1L + layersEach);
    }

    long linkCount() {
        return (long) repositories * (imagesEach() * (1L + layersEach) + links);
    }

    long deleted() {
        return deleted.get();
    }

    long deletedLinks() {
        return deletedLinks.get();
    }

    private int imagesEach() {
        return images / repositories;
    }

    private static byte[] hash(byte[] bytes) {
        return DigestAlgorithm.SHA256.newMessageDigest().digest(bytes);
    }

    /** The digest of a layer is made up: a hash of its number. */
    private static byte[] layer(int number) {
        return hash(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private byte[] layerOf(int image, int which) {
        return layer(image * layersEach + which);
    }

    private byte[] manifest(int image) {
        StringBuilder text =
                new StringBuilder("{\"schemaVersion\":2,\"n\":").append(image).append(",\"layers\":[");
        for (int i = 0; i < layersEach; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"digest\":\"sha256:")
                    .append(HexFormat.of().formatHex(layerOf(image, i)))
                    .append("\"}");
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Every tenth image is no manifest of its repository any more. */
    private static boolean isGone(int image) {
        return image % 10 == 9;
    }

    private static String name(int repository) {
        return "team" + Integer.toString(1000 + repository % 100).substring(1) + "/app" + repository;
    }

    @Override
    public String location() {
        return "generated";
    }

    @Override
    public Listing list(String prefix, Depth depth, @Nullable String after) throws IOException {
        if (prefix.startsWith(RegistryKeys.BLOBS)) {
            return blobs(prefix, after);
        }
        if (!prefix.startsWith(RegistryKeys.REPOSITORIES)) {
            return new Listing(List.of(), List.of(), null);
        }
        String rest = prefix.substring(RegistryKeys.REPOSITORIES.length());
        List<String> folders = new ArrayList<>();
        if (depth == Depth.FOLDER && rest.isEmpty()) {
            for (int i = 0; i < Math.min(100, repositories); i++) {
                folders.add(prefix + name(i).substring(0, "team000/".length()));
            }
            return new Listing(List.of(), folders, null);
        }
        if (depth == Depth.FOLDER) {
            throw new IllegalStateException("so few shards are not asked for: " + prefix);
        }
        int team = Integer.parseInt(rest.substring(4, 7));
        return links(team, after);
    }

    private Listing blobs(String prefix, @Nullable String after) throws IOException {
        int slash = RegistryKeys.BLOBS.length() + "sha256/".length();
        byte[] first = HexFormat.of().parseHex(prefix.substring(slash, slash + 2));
        RecordCursor at = blobs.cursor(
                after == null ? first : HexFormat.of().parseHex(after.substring(slash + 3, slash + 3 + 2 * LENGTH)));
        if (after != null) {
            at.next();
        }
        List<ObjectInfo> page = new ArrayList<>();
        for (; at.startsWith(first) && page.size() < PAGE; at.next()) {
            page.add(new ObjectInfo(RegistryKeys.blob(digest(at.copy(0, LENGTH))), 1 << 20, WRITTEN, ""));
        }
        return new Listing(
                page,
                List.of(),
                at.startsWith(first) ? page.get(page.size() - 1).key() : null);
    }

    /** Repositories of a team, one page or more each; the order within one is that of numbers, which nothing relies on. */
    private Listing links(int team, @Nullable String after) {
        int repository = team;
        int position = 0;
        if (after != null) {
            // Behind the key there is where to go on.
            String[] parts = after.split("#", -1);
            repository = Integer.parseInt(parts[1]);
            position = Integer.parseInt(parts[2]);
        }
        List<ObjectInfo> page = new ArrayList<>();
        int each = imagesEach() * (1 + layersEach) + links;
        while (repository < repositories && page.size() < PAGE) {
            for (; position < each && page.size() < PAGE; position++) {
                link(repository, position).ifPresent(key -> page.add(new ObjectInfo(key, 71, WRITTEN, "")));
            }
            if (position == each) {
                repository += 100;
                position = 0;
            }
        }
        return new Listing(page, List.of(), repository < repositories ? "#" + repository + "#" + position : null);
    }

    private Optional<String> link(int repository, int position) {
        int own = imagesEach();
        if (position < own * layersEach) {
            int image = repository * own + position / layersEach;
            return Optional.of(RegistryKeys.layer(name(repository), digest(layerOf(image, position % layersEach))));
        }
        if (position < own * (layersEach + 1)) {
            int image = repository * own + position - own * layersEach;
            return isGone(image)
                    ? Optional.empty()
                    : Optional.of(RegistryKeys.revision(name(repository), digest(hash(manifest(image)))));
        }
        long layer = (long) repository * 7919 + (long) position * 104729;
        return Optional.of(RegistryKeys.layer(name(repository), digest(layer((int) (layer % layers())))));
    }

    private static Digest digest(byte[] hash) {
        return Digest.ofHash(DigestAlgorithm.SHA256, hash);
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return key.equals(RegistryKeys.STORE_ID)
                ? Optional.empty()
                : Optional.of(new ObjectInfo(key, 1, Instant.parse("2026-06-01T00:00:00Z"), ""));
    }

    @Override
    public Blob open(String key) throws IOException {
        byte[] digest = Sha256.bytes(RegistryKeys.blobOf(key).orElseThrow());
        RecordCursor at = manifests.cursor(digest);
        if (!at.startsWith(digest)) {
            throw ContentNotFoundException.of("no object " + key, null);
        }
        return Blob.ofBytes(
                manifest(ByteBuffer.wrap(at.copy(LENGTH, Integer.BYTES)).getInt()));
    }

    @Override
    public void put(String key, byte[] bytes) {
        // The clock.
    }

    @Override
    public boolean putNew(String key, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PartUpload begin(String key, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PartUpload resume(String key, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OpenUpload> openUploads(String prefix) {
        return List.of();
    }

    @Override
    public void copy(String from, String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> delete(Collection<String> keys) {
        for (String key : keys) {
            if (key.startsWith(RegistryKeys.BLOBS)) {
                deleted.incrementAndGet();
            } else if (key.startsWith(RegistryKeys.REPOSITORIES)) {
                deletedLinks.incrementAndGet();
            }
        }
        return Map.of();
    }

    @Override
    public void close() throws IOException {
        blobs.close();
        manifests.close();
    }
}
