package dev.drayage.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.tar.TarEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LayerListingTest {
    private static LayerListing of(String... paths) {
        List<LayerEntry> entries = new ArrayList<>();
        for (String path : paths) {
            boolean folder = path.endsWith("/");
            String name = folder ? path.substring(0, path.length() - 1) : path;
            entries.add(
                    new LayerEntry(entries.size(), name, folder ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE, 1, ""));
        }
        return new LayerListing(entries, null);
    }

    private static List<String> names(LayerListing listing, String folder) {
        return listing.children(folder, "", 100).stream()
                .map(child -> child.name() + (child.isFolder() ? "/" : ""))
                .toList();
    }

    @Test
    void foldersComeFromEntriesAndFromWhatIsBelow() {
        LayerListing listing = of("b/", "a/x/y", "a!", "a/x!", "a-b", "b/c", "top");

        assertThat(names(listing, "")).containsExactly("a/", "a!", "a-b", "b/", "top");
        assertThat(names(listing, "a")).containsExactly("x/", "x!");
        assertThat(names(listing, "a/x")).containsExactly("y");
        assertThat(listing.hasFolder("a")).isTrue();
        assertThat(listing.hasFolder("a/x")).isTrue();
        assertThat(listing.hasFolder("top")).isFalse();
        assertThat(listing.hasFolder("a/x/")).isFalse();
        assertThat(listing.hasFolder("")).isTrue();
    }

    @Test
    void goesOnAfterAName() {
        LayerListing listing = of("a/1", "a/2", "b", "c/3", "d");

        assertThat(listing.children("", "", 2))
                .extracting(LayerListing.Child::name)
                .containsExactly("a", "b");
        assertThat(listing.children("", "b", 2))
                .extracting(LayerListing.Child::name)
                .containsExactly("c", "d");
        assertThat(listing.children("", "d", 2)).isEmpty();
        assertThat(listing.children("", "aa", 1))
                .extracting(LayerListing.Child::name)
                .containsExactly("b");
    }

    @Test
    void ofSeveralEntriesOfAPathTheLastCounts() {
        LayerListing listing = of("a", "b", "a");

        assertThat(listing.find("a").orElseThrow().number()).isEqualTo(2);
        assertThat(listing.children("", "", 9).get(0).entry().orElseThrow().number())
                .isEqualTo(2);
    }

    @Test
    void aHardLinkHasTheContentOfTheEntryBeforeIt() {
        LayerEntry first = new LayerEntry(0, "a", TarEntry.Type.FILE, 5, "");
        LayerEntry link = new LayerEntry(1, "link", TarEntry.Type.HARD_LINK, 0, "./a");
        LayerEntry second = new LayerEntry(2, "a", TarEntry.Type.FILE, 7, "");
        LayerEntry circle = new LayerEntry(3, "circle", TarEntry.Type.HARD_LINK, 0, "circle");
        LayerEntry out = new LayerEntry(4, "out", TarEntry.Type.HARD_LINK, 0, "../../etc/shadow");
        LayerListing listing = new LayerListing(List.of(first, link, second, circle, out), null);

        assertThat(listing.content(link)).contains(first);
        assertThat(listing.content(second)).contains(second);
        assertThat(listing.content(circle)).isEmpty();
        assertThat(listing.content(out)).isEmpty();
    }

    @Test
    void everyFolderHasWhatAPlainSearchFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] parts = {"a", "b", "!", "a!", "0", "é", "aa"};
        String[] paths = new String[500];
        for (int i = 0; i < paths.length; i++) {
            StringBuilder path = new StringBuilder(parts[random.nextInt(parts.length)]);
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                path.append('/').append(parts[random.nextInt(parts.length)]);
            }
            paths[i] = path.toString();
        }
        LayerListing listing = of(paths);
        TreeSet<String> folders = new TreeSet<>(List.of(""));
        for (String path : paths) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
        }
        for (String folder : folders) {
            String prefix = folder.isEmpty() ? "" : folder + "/";
            TreeSet<String> expected = new TreeSet<>();
            for (String path : paths) {
                if (path.startsWith(prefix)) {
                    expected.add(path.substring(prefix.length()).split("/", 2)[0]);
                }
            }
            assertThat(listing.children(folder, "", 1000))
                    .as("folder " + folder + " of seed " + seed)
                    .extracting(LayerListing.Child::name)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void cachesWithinANumberOfBytes() {
        RecentListings recent = new RecentListings(of("a").bytes() * 2);
        Gallery gallery = new Gallery();
        List<Digest> digests = gallery.server.memory.digests();
        recent.put("r", digests.get(0), of("a"));
        recent.put("r", digests.get(1), of("b"));
        assertThat(recent.get("r", digests.get(0))).isPresent();
        recent.put("r", digests.get(2), of("c"));
        assertThat(recent.get("r", digests.get(0))).isPresent();
        assertThat(recent.get("r", digests.get(1))).isEmpty();
        assertThat(recent.get("other", digests.get(0))).isEmpty();
        recent.put("r", digests.get(3), of("a", "b", "c", "d"));
        assertThat(recent.get("r", digests.get(3))).isEmpty();
    }
}
