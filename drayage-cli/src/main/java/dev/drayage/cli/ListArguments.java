package dev.drayage.cli;

import dev.drayage.list.ImageLists;
import dev.drayage.list.ImageLock;
import dev.drayage.list.ListText;
import dev.drayage.list.ListedImages;
import dev.drayage.list.LockedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.place.PlaceName;
import dev.drayage.platform.Platform;
import dev.drayage.registry.Registry;
import dev.drayage.source.ListedSource;
import dev.drayage.source.Sources;
import dev.drayage.sync.LockFile;
import dev.drayage.sync.TagListing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lists in the place of sources. */
final class ListArguments {
    /** What registries are opened for. */
    static final PlaceName REGISTRIES = new PlaceName(PlaceNames.REGISTRY, "//any", null);

    @Option(
            names = "--list",
            paramLabel = "LIST",
            description = "Take the images that this file names, from their registries, as sync does; - is standard"
                    + " input. Repeatable.")
    private List<String> lists = List.of();

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "With --list, take what this lock says of each name; dray sync writes it.")
    private @Nullable Path lock;

    /** Refuses what cannot be meant. */
    void requireSense(List<PlaceName> sources) {
        if (lock != null && lists.isEmpty()) {
            throw new WrongUseException("--lock is for --list LIST, and has no effect here; leave it out");
        }
        if (!lists.isEmpty() && !sources.isEmpty()) {
            throw new WrongUseException(
                    "--list names the images, and so does " + sources.get(0) + "; leave one of them out");
        }
    }

    /** Whether there are lists. */
    boolean areGiven() {
        return !lists.isEmpty();
    }

    /** The images of the lists, from their registries, as one source. */
    Sources open(PlaceArguments places, List<Platform> platforms, OutputOptions output) throws IOException {
        Registry client =
                places.options(List.of(REGISTRIES), output).get(Registry.class).orElseThrow();
        return Sources.of(
                REGISTRIES,
                ListedSource.open(
                        client, wanted(client, platforms, output), String.join(", ", lists), output::warning));
    }

    private List<WantedImage> wanted(Registry client, List<Platform> platforms, OutputOptions output)
            throws IOException {
        List<WantedImage> wanted = read(lists, client, output);
        if (lock == null) {
            return wanted;
        }
        ImageLock locked = ImageLock.parse(ListText.read(lock.toString(), System.in));
        if (locked.platform().isPresent()
                && !platforms.equals(List.of(locked.platform().get()))) {
            throw new WrongUseException(lock + " is of " + locked.platform().get() + "; give --platform "
                    + locked.platform().get() + ", or take another lock");
        }
        LockFile.requireNoObjection(lock, locked, wanted);
        List<WantedImage> pinned = new ArrayList<>();
        for (WantedImage image : wanted) {
            LockedImage known = locked.find(image.reference())
                    .orElseThrow(() -> new WrongUseException(lock + " lacks " + image.name() + " (" + image.where()
                            + "); dray sync --lock --update adds what a list has"));
            pinned.add(image.lockedAt(known.digest()));
        }
        return pinned;
    }

    /** The images that files name, of which there must be some. */
    static List<WantedImage> read(List<String> lists, Registry client, OutputOptions output) throws IOException {
        List<ListText> texts = new ArrayList<>();
        for (String list : lists) {
            texts.add(ListText.read(list, System.in));
        }
        ListedImages listed = ImageLists.read(texts, System::getenv);
        listed.notes().forEach(output::message);
        List<WantedImage> wanted = TagListing.resolve(listed, client);
        if (wanted.isEmpty()) {
            throw new WrongUseException(String.join(", ", lists) + " names no images; nothing was done");
        }
        return wanted;
    }
}
