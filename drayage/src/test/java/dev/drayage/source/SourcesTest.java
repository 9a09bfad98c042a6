package dev.drayage.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.Places;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private final List<String> closed = new ArrayList<>();
    private final Places kinds = Places.of(List.of(new Kind()));

    @Test
    void onePlaceThatCannotBeClosedDoesNotKeepTheOthersOpen() throws IOException {
        Sources sources = open("a", "b");

        assertThatThrownBy(sources::close)
                .hasMessageContaining("cannot close")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whyAPlaceCannotBeOpenedIsToldEvenIfTheOthersCannotBeClosed() {
        assertThatThrownBy(() -> open("a", "missing"))
                .hasMessage("missing is missing")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("a");
    }

    private Sources open(String... places) throws IOException {
        List<PlaceName> names = new ArrayList<>();
        for (String place : places) {
            names.add(kinds.parse("kind:" + place));
        }
        return Sources.open(names, kinds, PlaceOptions.none());
    }

    private final class Kind implements PlaceProvider {
        @Override
        public String scheme() {
            return "kind";
        }

        @Override
        public String syntax() {
            return "NAME";
        }

        @Override
        public String description() {
            return "in a place that cannot be closed";
        }

        @Override
        public PlaceName parse(String rest) {
            return new PlaceName(scheme(), rest, null);
        }

        @Override
        public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
            if (name.place().equals("missing")) {
                throw new IOException("missing is missing");
            }
            return new Unclosable(name.place());
        }
    }

    private final class Unclosable implements ImageSource {
        private final String name;

        Unclosable(String name) {
            this.name = name;
        }

        @Override
        public ReadableContent content() {
            return new MemoryContent();
        }

        @Override
        public List<Descriptor> images() {
            return List.of();
        }

        @Override
        public Descriptor find(String wanted) throws IOException {
            throw new IOException("holds nothing");
        }

        @Override
        public void close() throws IOException {
            closed.add(name);
            throw new IOException("cannot close " + name);
        }
    }
}
