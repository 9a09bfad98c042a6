package dev.drayage.source;

import dev.drayage.content.ReadableContent;
import dev.drayage.docker.DockerArchive;
import dev.drayage.fill.FilledContent;
import dev.drayage.image.ImageSource;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.Places;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Places that others are filled from: opened, and asked for nothing until something is missing. */
public final class Fillers implements Closeable {
    private final List<ImageSource> places;
    private final boolean areRemote;
    private final List<FilledContent> filled = new ArrayList<>();
    private final List<FilledContent.Filled> counted = new ArrayList<>();

    private Fillers(List<ImageSource> places, boolean areRemote) {
        this.places = List.copyOf(places);
        this.areRemote = areRemote;
    }

    /**
     * Opens what is named.
     *
     * @throws IllegalArgumentException if the names cannot be meant
     */
    public static Fillers open(List<PlaceName> names, Places kinds, PlaceOptions options) throws IOException {
        List<ImageSource> opened = new ArrayList<>();
        try {
            for (PlaceName name : names) {
                name.requireDigest();
                if (name.place().equals("-")) {
                    throw new IllegalArgumentException("a stream cannot be looked through; name a file");
                }
                opened.add(kinds.provider(name).openSource(name, options));
            }
            return new Fillers(
                    opened, names.stream().anyMatch(name -> kinds.provider(name).isRemote()));
        } catch (IOException | RuntimeException e) {
            try {
                Closing.all(opened);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** True if some of it comes over a network. */
    boolean areRemote() {
        return areRemote;
    }

    /** What they hold, in order. */
    public List<ReadableContent> contents() {
        return places.stream().map(ImageSource::content).toList();
    }

    /** The sources with their content filled. */
    List<Source> fill(List<Source> sources, FilledContent.Reading reading) {
        IdentityHashMap<ImageSource, FilledContent> contents = new IdentityHashMap<>();
        List<Source> changed = new ArrayList<>();
        for (Source source : sources) {
            if (source.place() instanceof DockerArchive) {
                throw new IllegalArgumentException(source.name()
                        + " is what docker save wrote, which names no layer by a digest that other places have");
            }
            FilledContent content = contents.computeIfAbsent(
                    source.place(), place -> new FilledContent(source.content(), contents(), reading));
            changed.add(source.filled(content));
        }
        filled.addAll(contents.values());
        return List.copyOf(changed);
    }

    /** How much came from which place. */
    public List<FilledContent.Filled> filled() {
        Map<String, FilledContent.Filled> sums = new TreeMap<>();
        synchronized (this) {
            counted.forEach(each -> add(each, sums));
        }
        filled.forEach(content -> content.filled().forEach(each -> add(each, sums)));
        return List.copyOf(sums.values());
    }

    /** Counts what came into content that these fill, and that is done with. */
    public synchronized void count(FilledContent done) {
        Map<String, FilledContent.Filled> sums = new TreeMap<>();
        counted.forEach(each -> add(each, sums));
        done.filled().forEach(each -> add(each, sums));
        counted.clear();
        counted.addAll(sums.values());
    }

    private static void add(FilledContent.Filled more, Map<String, FilledContent.Filled> sums) {
        sums.merge(
                more.location(),
                more,
                (one, other) -> new FilledContent.Filled(
                        one.location(), one.blobs() + other.blobs(), one.bytes() + other.bytes()));
    }

    @Override
    public void close() throws IOException {
        Closing.all(places);
    }
}
