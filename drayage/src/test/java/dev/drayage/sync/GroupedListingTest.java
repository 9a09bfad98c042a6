package dev.drayage.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.HeldException;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are listed together, so that a list is not written as a whole for each. */
class GroupedListingTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(blobs).withLayers(1).build().withPlatform(null);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path directory;

    private List<NamedImage> named(String name) {
        return List.of(new NamedImage(image, name));
    }

    private GroupedListing.Listener telling(String name) {
        return new GroupedListing.Listener() {
            @Override
            public void listed() {
                told.add(name);
            }

            @Override
            public void failed(IOException failure) {
                told.add(name + " failed: " + failure.getMessage());
            }
        };
    }

    private void add(GroupedListing listing, int images) {
        for (int i = 0; i < images; i++) {
            listing.add(named("r.example/app:v" + i), telling("v" + i));
        }
    }

    @Test
    void tenTimesTheImagesAreNotWrittenMoreOftenEach() throws IOException {
        for (int images : List.of(200, 2000)) {
            List<Integer> listed = new ArrayList<>();
            List<Integer> groups = new ArrayList<>();
            try (GroupedListing listing = new GroupedListing(
                    group -> {
                        listed.add(group.size() + (listed.isEmpty() ? 0 : listed.get(listed.size() - 1)));
                        groups.add(group.size());
                    },
                    0,
                    NEVER)) {
                add(listing, images);
                listing.finish();
            }

            assertThat(groups.stream().mapToInt(Integer::intValue).sum()).isEqualTo(images);
            assertThat(groups).hasSizeLessThan(16 + 16 * 7);
            assertThat(listed.stream().mapToInt(Integer::intValue).sum())
                    .as("entries of all lists that were written")
                    .isLessThan(images * 20);
        }
    }

    @Test
    void aListThatIsLongAlreadyIsNotWrittenForEachOfAFew() throws IOException {
        List<Integer> groups = new ArrayList<>();
        try (GroupedListing listing = new GroupedListing(group -> groups.add(group.size()), 5000, NEVER)) {
            add(listing, 100);
            listing.finish();
        }

        assertThat(groups).containsExactly(100);
        assertThat(told).hasSize(100);
    }

    @Test
    void anImageDoesNotWaitForOthersForEver() throws Exception {
        CountDownLatch listed = new CountDownLatch(1);
        try (GroupedListing listing = new GroupedListing(group -> listed.countDown(), 5000, Duration.ofMillis(5))) {
            add(listing, 1);

            listed.await();
        }
    }

    @Test
    void nothingIsToldBeforeItIsInTheIndex() throws IOException {
        Path layout = directory.resolve("layout");
        List<String> early = Collections.synchronizedList(new ArrayList<>());
        try (WritableLayout writing = WritableLayout.open(layout);
                GroupedListing listing = new GroupedListing(writing::putAll, 0, NEVER)) {
            ImageTransfer.copyUnlisted(blobs, named("r.example/app:v0"), writing, TransferOptions.defaults());
            for (int i = 0; i < 60; i++) {
                String name = "r.example/app:v" + i;
                listing.add(named(name), new GroupedListing.Listener() {
                    @Override
                    public void listed() throws IOException {
                        try (ImageLayout read = ImageLayout.open(layout)) {
                            early.add(read.find(name).digest().equals(image.digest()) ? "" : name);
                        }
                    }

                    @Override
                    public void failed(IOException failure) throws IOException {
                        throw failure;
                    }
                });
            }
            listing.finish();
        }

        assertThat(early).hasSize(60).containsOnly("");
    }

    @Test
    void oneThatIsRefusedDoesNotKeepTheOthersOfItsGroup() throws IOException {
        List<String> listed = new ArrayList<>();
        try (GroupedListing listing = new GroupedListing(
                group -> {
                    if (group.stream().anyMatch(each -> "r.example/app:v7".equals(each.name()))) {
                        throw new ContentException(Kind.NOT_FOUND, "it is gone");
                    }
                    group.forEach(each -> listed.add(each.name()));
                },
                1000,
                NEVER)) {
            add(listing, 20);
            listing.finish();
        }

        assertThat(listed)
                .containsExactlyElementsOf(IntStream.range(0, 20)
                        .filter(i -> i != 7)
                        .mapToObj(i -> "r.example/app:v" + i)
                        .toList());
        assertThat(told).hasSize(20).contains("v7 failed: it is gone", "v6", "v8");
    }

    @Test
    void aListThatCannotBeWrittenFailsAllOfAGroupAtOnce() throws IOException {
        List<Integer> groups = new ArrayList<>();
        try (GroupedListing listing = new GroupedListing(
                group -> {
                    groups.add(group.size());
                    throw new HeldException("somebody has it");
                },
                1000,
                NEVER)) {
            add(listing, 20);
            listing.finish();
        }

        assertThat(groups).containsExactly(20);
        assertThat(told).hasSize(20).allMatch(line -> line.endsWith(" failed: somebody has it"));
    }

    @Test
    void whatAListenerThrowsIsThrown() throws IOException {
        try (GroupedListing listing = new GroupedListing(group -> {}, 0, NEVER)) {
            listing.add(named("r.example/app:v0"), new GroupedListing.Listener() {
                @Override
                public void listed() throws IOException {
                    throw new IOException("nobody hears it");
                }

                @Override
                public void failed(IOException failure) {
                    // It did not.
                }
            });

            assertThatThrownBy(listing::finish).hasMessage("nobody hears it");
        }
    }
}
