package dev.drayage.testkit.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link Bucket} says of the objects that it has. */
public abstract class BucketListingContract extends BucketUploadContract {
    /** Keys as their bytes in UTF-8 order them, which is not how Java orders strings. */
    private static final Comparator<String> BYTES = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    /** Whether keys with letters beyond U+FFFF have their place; some services order them as Java orders strings. */
    protected boolean ordersAllLetters() {
        return true;
    }

    /** More objects than a page has. */
    protected abstract int moreThanAPage();

    private static void putAll(Bucket bucket, Collection<String> keys) throws IOException {
        try (TaskScope scope = TaskScope.open("put", 4)) {
            for (String key : keys) {
                scope.fork(() -> bucket.put(key, key.getBytes(StandardCharsets.UTF_8)));
            }
            scope.join();
        }
    }

    /** All pages: objects and folders, each once and in order together. */
    private static List<String> all(Bucket bucket, String prefix, Depth depth, @Nullable String after)
            throws IOException {
        List<String> found = new ArrayList<>();
        String next = after;
        do {
            Listing page = bucket.list(prefix, depth, next);
            List<String> keys =
                    new ArrayList<>(page.objects().stream().map(ObjectInfo::key).toList());
            assertThat(keys).isSortedAccordingTo(BYTES);
            assertThat(page.folders()).isSortedAccordingTo(BYTES).allMatch(folder -> folder.endsWith("/"));
            keys.addAll(page.folders());
            keys.sort(BYTES);
            found.addAll(keys);
            next = page.next();
        } while (next != null);
        assertThat(found).isSortedAccordingTo(BYTES).doesNotHaveDuplicates();
        return found;
    }

    @Test
    void listsNothingWhereNothingIs() throws IOException {
        Listing listing = bucket().list("", Depth.ALL, null);
        assertThat(listing.objects()).isEmpty();
        assertThat(listing.folders()).isEmpty();
        assertThat(listing.next()).isNull();
        assertThat(bucket().list("no/such/", Depth.FOLDER, null).objects()).isEmpty();
    }

    @Test
    void listsKeysInTheOrderOfTheirBytes() throws IOException {
        Bucket bucket = bucket();
        // A slash comes behind "-" and "." and before digits; U+FFFD before U+10000, though not in UTF-16.
        List<String> letters = List.of(
                "a-b", "a.b", "a/b", "a/c/d", "a0", "aB", "ab", "a\u00e9", "a\u0800", "a\ufffd", "a\ud800\udc00", "b");
        List<String> keys = ordersAllLetters()
                ? letters
                : letters.stream().filter(key -> !key.contains("\ud800\udc00")).toList();
        List<String> shuffled = new ArrayList<>(keys);
        java.util.Collections.shuffle(shuffled, new Random(1));
        putAll(bucket, shuffled);
        assertThat(all(bucket, "", Depth.ALL, null)).isEqualTo(keys);
        assertThat(bucket.list("", Depth.ALL, null).folders()).isEmpty();
    }

    @Test
    void takesOddKeysAsTheyAre() throws IOException {
        Bucket bucket = bucket();
        List<String> keys = new ArrayList<>(List.of(
                "with space",
                "a+b",
                "a%2Fb",
                "a%b",
                "a&b=c",
                "a?b#c",
                "a\"b'c",
                "a<b>c",
                "a\\b",
                "a:b@c,d;e",
                "(a)[b]{c}",
                "*",
                "~a^b|c`$!",
                "...",
                "a..b/..c",
                "\u00e4\u00f6\u00fc",
                "a\u0301",
                "\u00e1",
                "\u65e5\u672c/\u8a9e",
                "\ud83d\ude80",
                "new\nline",
                "tab\there"));
        keys.sort(BYTES);
        putAll(bucket, keys);
        assertThat(all(bucket, "", Depth.ALL, null)).isEqualTo(keys);
        for (String key : keys) {
            assertThat(bucket.find(key).orElseThrow().key()).isEqualTo(key);
            assertThat(new String(read(bucket, key), StandardCharsets.UTF_8)).isEqualTo(key);
            assertThat(bucket.list(key, Depth.ALL, null).objects())
                    .extracting(ObjectInfo::key)
                    .contains(key);
            bucket.copy(key, "copies/" + key);
            assertThat(new String(read(bucket, "copies/" + key), StandardCharsets.UTF_8))
                    .isEqualTo(key);
        }
        assertThat(bucket.delete(all(bucket, "", Depth.ALL, null))).isEmpty();
        assertThat(all(bucket, "", Depth.ALL, null)).isEmpty();
    }

    @Test
    void listsAFolderWithTheFoldersInIt() throws IOException {
        Bucket bucket = bucket();
        putAll(bucket, List.of("top", "a/1", "a/b/2", "a/b/c/3", "a/d", "a/b-x", "ab/4"));
        assertThat(all(bucket, "", Depth.FOLDER, null)).containsExactly("a/", "ab/", "top");
        assertThat(all(bucket, "a/", Depth.FOLDER, null)).containsExactly("a/1", "a/b-x", "a/b/", "a/d");
        assertThat(all(bucket, "a/b/", Depth.FOLDER, null)).containsExactly("a/b/2", "a/b/c/");
        assertThat(all(bucket, "a", Depth.FOLDER, null)).containsExactly("a/", "ab/");
        assertThat(all(bucket, "a/b", Depth.FOLDER, null)).containsExactly("a/b-x", "a/b/");
        assertThat(all(bucket, "a/b", Depth.ALL, null)).containsExactly("a/b-x", "a/b/2", "a/b/c/3");
        assertThat(all(bucket, "a/1", Depth.ALL, null)).containsExactly("a/1");
    }

    @Test
    void goesOnAfterAKeyOrAFolderThatNeedNotBeThere() throws IOException {
        Bucket bucket = bucket();
        putAll(bucket, List.of("a/1", "a/2", "b/1", "b/2", "c", "d"));
        assertThat(all(bucket, "", Depth.FOLDER, "a/")).containsExactly("b/", "c", "d");
        assertThat(all(bucket, "", Depth.FOLDER, "b/")).containsExactly("c", "d");
        assertThat(all(bucket, "", Depth.FOLDER, "c")).containsExactly("d");
        assertThat(all(bucket, "", Depth.ALL, "a/1")).containsExactly("a/2", "b/1", "b/2", "c", "d");
        assertThat(all(bucket, "", Depth.ALL, "b")).containsExactly("b/1", "b/2", "c", "d");
        assertThat(all(bucket, "b/", Depth.ALL, "b/1")).containsExactly("b/2");
        assertThat(all(bucket, "b/", Depth.ALL, "a")).containsExactly("b/1", "b/2");
        assertThat(all(bucket, "", Depth.ALL, "d")).isEmpty();
        assertThat(all(bucket, "b/", Depth.ALL, "c")).isEmpty();
    }

    @Test
    void listsManyObjectsPageByPage() throws IOException {
        Bucket bucket = bucket();
        int count = moreThanAPage();
        List<String> keys = IntStream.range(0, count)
                .mapToObj(number -> String.format("many/%05d", number))
                .toList();
        putAll(bucket, keys);
        Listing first = bucket.list("many/", Depth.ALL, null);
        assertThat(first.next()).isNotNull();
        assertThat(first.objects()).hasSizeLessThan(count);
        assertThat(all(bucket, "many/", Depth.ALL, null)).isEqualTo(keys);
        assertThat(all(bucket, "many/", Depth.ALL, keys.get(first.objects().size() - 1)))
                .isEqualTo(keys.subList(first.objects().size(), count));
        // A page that ends with the last object has no other behind it.
        List<String> rest =
                all(bucket, "many/", Depth.ALL, keys.get(count - first.objects().size() - 1));
        assertThat(rest).hasSameSizeAs(first.objects());
    }

    @Test
    void listsManyFoldersPageByPage() throws IOException {
        Bucket bucket = bucket();
        int count = moreThanAPage();
        List<String> folders = IntStream.range(0, count)
                .mapToObj(number -> String.format("%05d/", number))
                .toList();
        putAll(
                bucket,
                folders.stream()
                        .flatMap(folder -> List.of(folder + "a", folder + "b").stream())
                        .toList());
        assertThat(all(bucket, "", Depth.FOLDER, null)).isEqualTo(folders);
    }

    @Test
    void listsWhatAnyRandomKeysSay() throws IOException {
        Bucket bucket = bucket();
        Randomized.check(3, random -> {
            TreeSet<String> keys = new TreeSet<>(BYTES);
            for (int number = 0; number < moreThanAPage(); number++) {
                keys.add(key(random));
            }
            keys.removeIf(key -> keys.stream().anyMatch(other -> other.startsWith(key + "/")));
            putAll(bucket, keys);
            assertThat(all(bucket, "", Depth.ALL, null)).containsExactlyElementsOf(keys);
            String after = key(random);
            assertThat(all(bucket, "", Depth.ALL, after)).containsExactlyElementsOf(keys.tailSet(after, false));
            assertThat(all(bucket, "a/", Depth.FOLDER, null)).containsExactlyElementsOf(folder(keys, "a/"));
            assertThat(bucket.delete(keys)).isEmpty();
            assertThat(all(bucket, "", Depth.ALL, null)).isEmpty();
        });
    }

    private static Collection<String> folder(Collection<String> keys, String prefix) {
        TreeSet<String> found = new TreeSet<>(BYTES);
        for (String key : keys) {
            if (key.startsWith(prefix)) {
                int slash = key.indexOf('/', prefix.length());
                found.add(slash < 0 ? key : key.substring(0, slash + 1));
            }
        }
        return found;
    }

    private String key(Random random) {
        List<String> letters =
                List.of("a", "b", "a-", "a0", "\u00e9", "\uffee", ordersAllLetters() ? "\ud83d\ude80" : "z");
        StringBuilder key = new StringBuilder(Randomized.oneOf(random, letters));
        while (random.nextInt(3) > 0) {
            key.append(random.nextBoolean() ? "/" : "").append(Randomized.oneOf(random, letters));
        }
        return key.toString();
    }

    @Test
    void saysHowLargeAndHowOldObjectsAre() throws IOException {
        Bucket bucket = bucket();
        bucket.put("a", new byte[12]);
        ObjectInfo found = bucket.find("a").orElseThrow();
        ObjectInfo listed = bucket.list("", Depth.ALL, null).objects().get(0);
        assertThat(found.size()).isEqualTo(12);
        assertThat(listed.size()).isEqualTo(12);
        assertThat(listed.tag()).isEqualTo(found.tag()).isNotBlank();
        assertThat(java.time.Duration.between(listed.modified(), found.modified())
                        .abs())
                .isLessThan(java.time.Duration.ofSeconds(1));
        bucket.put("a", new byte[13]);
        assertThat(bucket.find("a").orElseThrow().tag()).isNotEqualTo(found.tag());
    }
}
