package dev.drayage.source;

import dev.drayage.bundle.Bundle;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.docker.DockerArchive;
import dev.drayage.fill.FilledContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.Places;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.task.Closing;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sources that were opened together; several of one place share it.
 *
 * @param all in the order in which they were named
 * @param bases what completes those that are bundles, to be closed with them
 * @param fillers what fills them, to be closed with them
 */
public record Sources(List<Source> all, List<Source> bases, List<Fillers> fillers) implements Closeable {
    /** Sources that need no others. */
    public Sources(List<Source> all) {
        this(all, List.of(), List.of());
    }

    /**
     * Opens what is named.
     *
     * @throws IllegalArgumentException if the names cannot be meant
     */
    public static Sources open(List<PlaceName> names, Places kinds, PlaceOptions options) throws IOException {
        if (names.stream().filter(name -> name.place().equals("-")).count() > 1) {
            throw new IllegalArgumentException("standard input can be read once, but is named more than once");
        }
        names.forEach(PlaceName::requireDigest);
        Map<PlaceName, ImageSource> places = new LinkedHashMap<>();
        List<Source> opened = new ArrayList<>();
        try {
            for (PlaceName name : names) {
                // All that is named of one place shares it: opening it takes files, memory and time.
                PlaceName whole = name.whole();
                ImageSource place = places.get(whole);
                if (place == null) {
                    place = kinds.provider(name).openSource(name, options);
                    places.put(whole, place);
                }
                opened.add(Source.of(name, place));
            }
            return new Sources(List.copyOf(opened));
        } catch (IOException | RuntimeException e) {
            try {
                Closing.all(places.values());
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** One place with all of its images as the only source. */
    public static Sources of(PlaceName name, ImageSource place) throws IOException {
        return new Sources(List.of(new Source(name, place, place.images())));
    }

    /** These sources with the manifest of one platform in the place of each image. */
    public Sources on(Platform platform, Consumer<String> warnings) throws IOException {
        List<Source> chosen = new ArrayList<>();
        try {
            for (Source source : all) {
                chosen.add(source.on(platform, warnings));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        return new Sources(List.copyOf(chosen), bases, fillers);
    }

    /**
     * These sources, with what they lack or hold corrupt from others; closing them closes those too, and so does a failure.
     *
     * @throws IllegalArgumentException if one cannot be filled
     */
    public Sources filledBy(Fillers others, FilledContent.Reading reading) throws IOException {
        try {
            return new Sources(others.fill(all, reading), bases, List.of(others));
        } catch (RuntimeException e) {
            others.close();
            throw e;
        }
    }

    /**
     * These sources, which are bundles, with what they lack of these others; closing them closes those too, and so does a
     * failure.
     *
     * @throws IllegalArgumentException if one is no bundle, and lacks nothing
     */
    public Sources completedBy(Sources others) throws IOException {
        try {
            List<ReadableContent> contents = Bundle.uponEachOther(
                    others.all.stream().map(Source::content).distinct().toList());
            IdentityHashMap<ImageSource, ImageSource> completed = new IdentityHashMap<>();
            List<Source> changed = new ArrayList<>();
            for (Source source : all) {
                if (!(source.place() instanceof Bundle bundle)) {
                    throw new IllegalArgumentException(source.name() + " was not made upon a base, and needs none");
                }
                ImageSource place = completed.computeIfAbsent(bundle, unused -> bundle.completedBy(contents));
                changed.add(new Source(source.name(), place, source.images(), source.listed()));
            }
            return new Sources(List.copyOf(changed), others.all, fillers);
        } catch (RuntimeException e) {
            try (others) {
                close();
            }
            throw e;
        }
    }

    /** What all of them are made of. */
    public ReadableContent content() {
        return ReadableContent.combine(
                all.stream().map(Source::content).distinct().toList());
    }

    /** True if some of it comes over a network. */
    public boolean areRemote(Places kinds) {
        return all.stream().anyMatch(source -> kinds.provider(source.name()).isRemote())
                || bases.stream()
                        .anyMatch(source -> kinds.provider(source.name()).isRemote())
                || fillers.stream().anyMatch(Fillers::areRemote);
    }

    /**
     * Compares the packed layers of Docker archives with their diffIDs, for there a layer has no other digest. Reads them
     * whole.
     *
     * @param maxZstdWindow the largest window of layers in zstd, in bytes
     */
    public Sources requireDiffIds(long maxZstdWindow) throws IOException {
        for (Source source : all) {
            if (source.place() instanceof DockerArchive) {
                Documents documents = new Documents(source.content());
                List<Descriptor> manifests = new ArrayList<>();
                for (Descriptor image : source.images()) {
                    manifests.addAll(ImageManifests.of(documents, image, PlatformMatcher.all()));
                }
                ImageVerification.requireDiffIds(
                        source.content(), manifests, VerifyOptions.defaults().withMaxZstdWindow(maxZstdWindow));
            }
        }
        return this;
    }

    /** Refuses sources without any image, for there is nothing to be done with them. */
    public Sources requireImages() throws ContentNotFoundException {
        for (Source source : all) {
            if (source.images().isEmpty()) {
                throw ContentNotFoundException.of(
                        List.of(),
                        source.name() + " holds no images: its index.json lists none; a manifest among its blobs"
                                + " can be named by @DIGEST");
            }
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        Set<ImageSource> places = Collections.newSetFromMap(new IdentityHashMap<>());
        all.forEach(source -> places.add(source.place()));
        bases.forEach(source -> places.add(source.place()));
        try {
            Closing.all(places);
        } finally {
            for (Fillers each : fillers) {
                each.close();
            }
        }
    }
}
