package dev.drayage.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.InfoProvider;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.MemoryContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a blob may be taken over from. */
class SharingDestinationTest {
    private static final String HOLDERS = "containerd.io/distribution.source.registry";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER, new byte[] {1, 2, 3});
    private final SharedUploads uploads = new SharedUploads(1);
    private final List<Optional<String>> told = new ArrayList<>();

    /** A repository that has everything, and notes where it is told that a blob is. */
    private final class Noting implements ImageDestination {
        @Override
        public ContentIngester ingester() {
            return (ref, expected) -> {
                told.add(Optional.ofNullable(expected).flatMap(each -> each.annotation(HOLDERS)));
                throw new AlreadyExistsException(ref + " is there");
            };
        }

        @Override
        public InfoProvider present() {
            return digest -> Optional.empty();
        }

        @Override
        public void put(Descriptor root, @Nullable String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String location() {
            return "noting";
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private void push(@Nullable String origin) {
        SharingDestination destination =
                new SharingDestination(new Noting(), content, "registry", "target", origin, uploads);
        assertThatThrownBy(() -> destination.ingester().writer("a", layer)).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void isAskedOfOneThatHasItAndOfWhereItComesFrom() {
        uploads.note(layer.digest(), "first");
        uploads.note(layer.digest(), "second");

        push("origin");

        assertThat(told).containsExactly(Optional.of("first,origin"));
    }

    @Test
    void isAskedOfNobodyWhereNobodyIsKnownToHaveIt() {
        push(null);

        assertThat(told).containsExactly(Optional.empty());
    }
}
