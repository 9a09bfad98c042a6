package dev.drayage.cli;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveForm;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.archive.LayoutSource;
import dev.drayage.containerd.Containerd;
import dev.drayage.containerd.ContainerdRoot;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSource;
import dev.drayage.image.OwnedDestination;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Reference;
import dev.drayage.transfer.ImageNaming;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of places that images are in: the one list of the words before the colon, and of what they mean. */
enum Transport {
    LAYOUT("oci", "DIR[:TAG]") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return LayoutSource.open(name.path(), Limits.defaults(), options.maxNames(), options.links());
        }

        @Override
        Target openTarget(SourceName name, PlaceOptions options) throws IOException {
            MadeDirectory made = MadeDirectory.at(name.path(), WritableLayout::removeIfEmpty);
            try {
                return ImageTarget.of(
                        new OwnedDestination(WritableLayout.open(name.path()), made),
                        ImageNaming.asItStands(),
                        name.image());
            } catch (IOException | RuntimeException e) {
                made.close();
                throw e;
            }
        }
    },
    ARCHIVE("oci-archive", "FILE[:TAG]") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return openArchive(name, ArchiveForm.ANY, options.archives());
        }

        @Override
        Target openTarget(SourceName name, PlaceOptions options) throws IOException {
            return options.archiveTarget(name, ArchiveTarget.Form.LAYOUT);
        }
    },
    DOCKER_ARCHIVE("docker-archive", "FILE[:REF]") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return openArchive(name, ArchiveForm.DOCKER, options.archives());
        }

        @Override
        Target openTarget(SourceName name, PlaceOptions options) throws IOException {
            return options.archiveTarget(name, ArchiveTarget.Form.DOCKER);
        }
    },
    REGISTRY("docker", "//REF") {
        @Override
        SourceName parse(String rest, String text) {
            return RegistryNames.parse(rest, text);
        }

        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return options.registries().source(RegistryNames.reference(name).withDefaultTag());
        }

        @Override
        Target openTarget(SourceName name, PlaceOptions options) throws IOException {
            return RegistryTarget.open(name, options.registries());
        }
    },
    CONTAINERD("containerd", "[NAME]") {
        @Override
        SourceName parse(String rest, String text) {
            return new SourceName(this, "", rest.isEmpty() ? null : rest);
        }

        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return Containerd.open(options.daemon().options(), options.containerdNamespace());
        }

        @Override
        Target openTarget(SourceName name, PlaceOptions options) throws IOException {
            String given = name.image() == null ? null : fullName(name.image());
            return ImageTarget.of(
                    Containerd.openDestination(options.daemon().options(), options.containerdNamespace()),
                    ImageNaming.asItStands(),
                    given);
        }
    },
    CONTAINERD_ROOT("containerd-root", "DIR[:NAME]") {
        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return ContainerdRoot.open(name.path(), options.containerdNamespace());
        }
    },
    /** The local store, whose names begin with no word: the last to be looked for. */
    STORE("", "NAME") {
        @Override
        SourceName parse(String rest, String text) {
            return SourceName.ofStore(text);
        }

        @Override
        ImageSource open(SourceName name, PlaceOptions options) throws IOException {
            return options.store().source();
        }

        @Override
        Target openTarget(SourceName name, PlaceOptions options) throws IOException {
            return ImageTarget.of(
                    options.store().destination(), ImageNaming.asItStands(), fullName(String.valueOf(name.image())));
        }
    };

    private final String word;
    private final String rest;

    Transport(String word, String rest) {
        this.word = word;
        this.rest = rest;
    }

    /** The kind of place that a name refers to. */
    static Transport of(String text) {
        return Arrays.stream(values())
                .filter(transport -> text.startsWith(transport.prefix()))
                .findFirst()
                .orElse(STORE);
    }

    /** How each kind of place is written, for messages. */
    static String forms() {
        String words = Arrays.stream(values())
                .filter(transport -> transport != STORE)
                .map(transport -> transport.prefix() + transport.rest)
                .collect(Collectors.joining(", "));
        return words + " and " + STORE.rest + " in the local store";
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

    /**
     * Opens the place to copy images to.
     *
     * @throws WrongUseException if nothing can be written there
     */
    Target openTarget(SourceName name, PlaceOptions options) throws IOException {
        throw new WrongUseException(
                name.text() + " can be read, but nothing can be copied there; places are " + forms());
    }

    private static String fullName(String image) {
        return Reference.parse(image).withDefaultTag().toString();
    }

    private static ImageSource openArchive(SourceName name, ArchiveForm form, ArchiveReadOptions opening)
            throws IOException {
        String location = name.transport().prefix() + name.place();
        return name.isStandardInput()
                ? ArchiveFile.read(Channels.newChannel(System.in), location, form, opening)
                : ArchiveFile.open(name.path(), location, form, opening);
    }
}
