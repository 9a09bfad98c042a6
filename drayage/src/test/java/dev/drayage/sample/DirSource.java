package dev.drayage.sample;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The image of a directory. What it is made of is content by digest, whose bytes the caller verifies. */
record DirSource(Path directory, Digest manifest) implements ImageSource, ReadableContent {
    static final String MANIFEST = "manifest.json";

    static DirSource open(Path directory) throws IOException {
        Path manifest = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new ContentException(Kind.NOT_FOUND, "dir:" + directory + " holds no image: it has no " + MANIFEST);
        }
        if (Files.size(manifest) > Limits.defaults().maxBytes()) {
            throw new ContentException(Kind.FAILED_PRECONDITION, manifest + " is too large for a manifest");
        }
        return new DirSource(directory, Digest.compute(DigestAlgorithm.SHA256, Files.readAllBytes(manifest)));
    }

    /** A blob is named by its digest alone; manifests of an index have an ending too, and the image has a name. */
    private Optional<Path> file(Digest digest) {
        List<String> names =
                digest.equals(manifest) ? List.of(MANIFEST) : List.of(digest.hex(), digest.hex() + "." + MANIFEST);
        return names.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return Blob.ofFile(
                file(descriptor.digest()).orElseThrow(() -> ContentNotFoundException.of(descriptor, location())));
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<Path> file = file(digest);
        return file.isEmpty() ? Optional.empty() : Optional.of(new ContentInfo(digest, Files.size(file.get())));
    }

    @Override
    public ReadableContent content() {
        return this;
    }

    /** The one there is: what it is, its own bytes tell. */
    @Override
    public List<Descriptor> images() throws IOException {
        return List.of(find("@" + manifest));
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(this, Limits.defaults(), List.of()).find(name);
    }

    @Override
    public String location() {
        return "dir:" + directory;
    }

    @Override
    public void close() {
        // Files are opened when they are read.
    }
}
