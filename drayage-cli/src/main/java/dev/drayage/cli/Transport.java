package dev.drayage.cli;

import dev.drayage.containerd.ContainerdRoot;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import dev.drayage.transfer.ArchiveFile;
import dev.drayage.transfer.ArchiveForm;
import dev.drayage.transfer.ArchiveOpening;
import java.io.IOException;

/** The kinds of places that images are in: the one list of the words before the colon, and of what they mean. */
enum Transport {
    LAYOUT("oci") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return ImageLayout.open(name.path());
        }
    },
    ARCHIVE("oci-archive") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return openArchive(name, ArchiveForm.ANY);
        }
    },
    DOCKER_ARCHIVE("docker-archive") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return openArchive(name, ArchiveForm.DOCKER);
        }
    },
    REGISTRY("docker") {
        @Override
        SourceName parse(String rest, String text) {
            return RegistryNames.parse(rest, text);
        }

        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return options.registries()
                    .client()
                    .repository(RegistryNames.reference(name).withDefaultTag())
                    .source();
        }
    },
    CONTAINERD_ROOT("containerd-root") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return ContainerdRoot.open(name.path(), options.containerdNamespace());
        }
    },
    /** The local store, whose names begin with no word: the last to be looked for. */
    STORE("") {
        @Override
        SourceName parse(String rest, String text) {
            return SourceName.ofStore(text);
        }

        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return options.store().source();
        }
    };

    private final String word;

    Transport(String word) {
        this.word = word;
    }

    /** What a name begins with, without the colon. */
    String word() {
        return word;
    }

    /** What a name begins with. */
    String prefix() {
        return word.isEmpty() ? "" : word + ":";
    }

    /** Takes what follows the colon apart; {@code text} is the whole, for messages. */
    SourceName parse(String rest, String text) {
        return SourceName.ofPath(this, rest, text);
    }

    /** Opens the place, whatever image of it was named. */
    abstract ImageSource open(SourceName name, PlaceOptions options) throws IOException;

    private static ImageSource openArchive(SourceName name, ArchiveForm form) throws IOException {
        String location = name.transport().word() + ":" + name.place();
        return ArchiveFile.open(name.path(), location, form, ArchiveOpening.defaults());
    }
}
