package dev.drayage.cli;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.docker.DockerArchive;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** All sources of a command line, opened together. */
record Sources(List<Source> all) implements Closeable {

    static Sources open(List<SourceName> names, PlaceOptions options) throws IOException {
        if (names.stream().filter(name -> name.place().equals("-")).count() > 1) {
            throw new WrongUseException("standard input can be read once, but is named more than once");
        }
        names.forEach(SourceName::requireDigest);
        Map<SourceName, ImageSource> places = new LinkedHashMap<>();
        List<Source> opened = new ArrayList<>();
        try {
            for (SourceName name : names) {
                // All that is named of one place shares it: opening it takes files, memory and time.
                SourceName whole = new SourceName(name.transport(), name.place(), null);
                ImageSource place = places.get(whole);
                if (place == null) {
                    place = name.transport().open(name, options);
                    places.put(whole, place);
                }
                opened.add(Source.of(name, place));
            }
            return new Sources(List.copyOf(opened));
        } catch (IOException | RuntimeException e) {
            close(places.values());
            throw e;
        }
    }

    /** These sources with the manifest of one platform in the place of each image. */
    Sources on(Platform platform, Consumer<String> warnings) throws IOException {
        List<Source> chosen = new ArrayList<>();
        try {
            for (Source source : all) {
                chosen.add(source.on(platform, warnings));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        return new Sources(List.copyOf(chosen));
    }

    ReadableContent content() {
        return ReadableContent.combine(
                all.stream().map(Source::content).distinct().toList());
    }

    /** True if some of it comes over a network. */
    boolean areRemote() {
        return all.stream().anyMatch(source -> source.name().transport() == Transport.REGISTRY);
    }

    /**
     * Compares the packed layers of Docker archives with their diffIDs, for there a layer has no other digest. Reads them
     * whole.
     *
     * @param maxZstdWindow the largest window of layers in zstd, in bytes
     */
    Sources requireDiffIds(long maxZstdWindow) throws IOException {
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
    Sources requireImages() throws ContentNotFoundException {
        for (Source source : all) {
            if (source.images().isEmpty()) {
                throw ContentNotFoundException.of(
                        List.of(),
                        source.name().text() + " holds no images: its index.json lists none; a manifest among its blobs"
                                + " can be named by @DIGEST");
            }
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        Set<ImageSource> places = Collections.newSetFromMap(new IdentityHashMap<>());
        all.forEach(source -> places.add(source.place()));
        close(places);
    }

    private static void close(Collection<ImageSource> places) throws IOException {
        for (ImageSource place : places) {
            place.close();
        }
    }
}
