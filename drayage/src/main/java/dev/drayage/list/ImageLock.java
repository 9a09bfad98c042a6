package dev.drayage.list;

import dev.drayage.file.PendingFile;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A lock: names and what they are, one a line, sorted, so that two of them compare well as text. Immutable.
 *
 * <pre>
 * dray-lock 1
 * platform linux/amd64
 * docker.io/library/alpine:3.20 sha256:… 3623807 linux/amd64
 * images 1
 * </pre>
 *
 * The second line is there only where one platform was chosen of every image. The last one tells a lock that was cut off
 * where a line ends.
 */
public final class ImageLock {
    private static final String HEADER = "dray-lock 1";
    private static final String PLATFORM = "platform ";
    private static final Pattern COUNT = Pattern.compile("images (\\d{1,9})");
    private static final int MAX_IMAGES = ListedImages.MAX_IMAGES;
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+) (\\d{1,18}) (\\S+)");
    private static final Pattern PLATFORMS = Pattern.compile("-|[^,\\s]+(?:,[^,\\s]+)*");

    private final @Nullable Platform platform;
    private final SortedMap<String, LockedImage> images;

    private ImageLock(@Nullable Platform platform, SortedMap<String, LockedImage> images) {
        this.platform = platform;
        this.images = images;
    }

    /**
     * A lock of these images.
     *
     * @param platform the one platform that was chosen of each; null for all
     */
    public static ImageLock of(@Nullable Platform platform, Collection<LockedImage> images) {
        SortedMap<String, LockedImage> sorted = new TreeMap<>();
        images.forEach(image -> sorted.put(image.name().toString(), image));
        return new ImageLock(platform, sorted);
    }

    /** Whether a text is a lock rather than a list. */
    public static boolean isLock(ListText text) {
        return text.text().startsWith("dray-lock ");
    }

    /**
     * Reads a lock.
     *
     * @throws InvalidListException if it is not just what {@link #text} writes, but for the order of its lines
     */
    public static ImageLock parse(ListText text) throws InvalidListException {
        List<String> lines = text.text().lines().limit(MAX_IMAGES + 4L).toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new InvalidListException(
                    text.at(1), "a lock begins with " + HEADER + "; a newer dray may have written this one");
        }
        if (lines.size() > MAX_IMAGES + 3) {
            throw new InvalidListException(text.label(), "it has more than " + MAX_IMAGES + " images");
        }
        int first = 1;
        Platform platform = null;
        if (lines.size() > 1 && lines.get(1).startsWith(PLATFORM)) {
            platform = platform(lines.get(1).substring(PLATFORM.length()), text.at(2));
            first = 2;
        }
        SortedMap<String, LockedImage> images = new TreeMap<>();
        int end = lines.size() - 1;
        Matcher count = COUNT.matcher(lines.get(end));
        boolean isCounted = count.matches();
        for (int i = first; i < (isCounted ? end : lines.size()); i++) {
            LockedImage image = image(lines.get(i), text.at(i + 1));
            if (images.putIfAbsent(image.name().toString(), image) != null) {
                throw new InvalidListException(text.at(i + 1), image.name() + " has a line before; take one out");
            }
        }
        if (!isCounted) {
            throw new InvalidListException(
                    text.label(),
                    "the lock is cut off after " + images.size() + " images, or older than this dray: its last line is"
                            + " not the number of images; take all of it, or remove it to have it written anew");
        }
        if (Integer.parseInt(count.group(1)) != images.size()) {
            throw new InvalidListException(
                    text.at(end + 1),
                    "the lock is cut off, or was edited: it says " + count.group(1) + " images and has " + images.size()
                            + "; take all of it, or remove it to have it written anew");
        }
        return new ImageLock(platform, images);
    }

    private static Platform platform(String written, String where) throws InvalidListException {
        try {
            return Platform.parse(written);
        } catch (IllegalArgumentException e) {
            throw new InvalidListException(where, String.valueOf(e.getMessage()));
        }
    }

    private static LockedImage image(String line, String where) throws InvalidListException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || !PLATFORMS.matcher(parts.group(4)).matches()) {
            throw new InvalidListException(
                    where, Quotes.quote(line) + " is not a name, a digest, a number of bytes and platforms");
        }
        try {
            Reference name = Reference.parse(parts.group(1));
            if (name.isNameOnly() || !name.toString().equals(parts.group(1))) {
                throw new InvalidListException(
                        where,
                        Quotes.quote(parts.group(1)) + " is not a whole name with a tag" + " or digest, as "
                                + name.withDefaultTag());
            }
            List<String> platforms = parts.group(4).equals("-")
                    ? List.of()
                    : List.of(parts.group(4).split(",", -1));
            return new LockedImage(name, Digest.parse(parts.group(2)), Long.parseLong(parts.group(3)), platforms);
        } catch (IllegalArgumentException e) {
            throw new InvalidListException(where, String.valueOf(e.getMessage()));
        }
    }

    /** The one platform that was chosen of each image; empty if all were kept. */
    public Optional<Platform> platform() {
        return Optional.ofNullable(platform);
    }

    /** All of them, in order of name. */
    public List<LockedImage> images() {
        return List.copyOf(images.values());
    }

    /** What a name is; empty if the lock does not have it. */
    public Optional<LockedImage> find(Reference name) {
        return Optional.ofNullable(images.get(name.toString()));
    }

    /** This lock without some of its images. */
    public ImageLock without(Collection<LockedImage> fewer) {
        SortedMap<String, LockedImage> rest = new TreeMap<>(images);
        fewer.forEach(image -> rest.remove(image.name().toString()));
        return new ImageLock(platform, rest);
    }

    /** This lock with more images. */
    public ImageLock with(Collection<LockedImage> more) {
        SortedMap<String, LockedImage> all = new TreeMap<>(images);
        more.forEach(image -> all.put(image.name().toString(), image));
        return new ImageLock(platform, all);
    }

    /** What another lock has else: sentences such as {@code changed NAME OLD -> NEW}, in order of name. */
    public List<String> changesTo(ImageLock other) {
        SortedMap<String, String> changes = new TreeMap<>();
        images.forEach((name, image) -> {
            LockedImage now = other.images.get(name);
            if (now == null) {
                changes.put(name, "removed " + name + " " + image.digest());
            } else if (!now.digest().equals(image.digest())) {
                changes.put(name, "changed " + name + " " + image.digest() + " -> " + now.digest());
            }
        });
        other.images.forEach((name, image) -> {
            if (!images.containsKey(name)) {
                changes.put(name, "added " + name + " " + image.digest());
            }
        });
        return new ArrayList<>(changes.values());
    }

    /** The lock as it is written. */
    public String text() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        if (platform != null) {
            text.append(PLATFORM).append(platform).append('\n');
        }
        images.values().forEach(image -> text.append(image.line()).append('\n'));
        return text.append("images ").append(images.size()).append('\n').toString();
    }

    /**
     * Why an entry of a list cannot be what this says of its name, in a clause; empty if it can, or if this lacks the name.
     * A digest in a name may be that of an index of which one platform is chosen; that of another lock may not.
     */
    public Optional<String> objection(WantedImage wanted) {
        LockedImage locked = images.get(wanted.name());
        if (locked == null) {
            return Optional.empty();
        }
        Digest pin = wanted.digest();
        boolean isChosen = wanted.platform() != null || platform != null;
        boolean mayBeIndex =
                isChosen && pin != null && pin.equals(wanted.reference().digest());
        if (pin != null && !pin.equals(locked.digest()) && !mayBeIndex) {
            return Optional.of("it is " + pin + " in the list, and " + locked.digest() + " in the lock");
        }
        if (wanted.platform() != null && !isOf(locked, wanted.platform())) {
            return Optional.of("the list wants " + wanted.platform() + " of it, and the lock has "
                    + String.join(", ", locked.plainPlatforms()));
        }
        if (pin == null && wanted.platform() == null && platform == null && locked.isChosen()) {
            return Optional.of("the list wants all platforms of it, and the lock has only "
                    + String.join(", ", locked.plainPlatforms()));
        }
        return Optional.empty();
    }

    /** What is for no machine is taken whatever platform is wanted. */
    private static boolean isOf(LockedImage locked, Platform wanted) {
        if (locked.platforms().isEmpty()) {
            return true;
        }
        try {
            return locked.platforms().size() == 1
                    && PlatformMatcher.onlyStrict(wanted)
                            .matches(Platform.parse(locked.plainPlatforms().get(0)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Writes it, replacing a file that is there when all of it is on the disk.
     *
     * @throws InvalidListException if it could not be read again: images may call their platforms anything
     */
    public void write(Path file) throws IOException {
        parse(new ListText(file.toString(), text()));
        try (PendingFile pending = PendingFile.create(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                pending.channel().write(bytes);
            }
            pending.commit();
        }
    }
}
