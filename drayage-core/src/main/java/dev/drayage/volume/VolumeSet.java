package dev.drayage.volume;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An archive in volumes, by the name of one of them or of its index. What is found is looked at when it is opened. */
public final class VolumeSet {
    private final VolumeNames names;
    private final VolumeIndex index;
    private final List<Path> directories;
    private final VolumeOptions options;

    private VolumeSet(VolumeNames names, VolumeIndex index, List<Path> directories, VolumeOptions options) {
        this.names = names;
        this.index = index;
        this.directories = directories;
        this.options = options;
    }

    /**
     * The archive that a file is a volume of, or the index.
     *
     * @return empty if the file has no such name, or no index is there, neither by itself nor in the last volume: it is what
     *     it is then
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the index is damaged
     */
    public static Optional<VolumeSet> find(Path file, VolumeOptions options) throws IOException {
        Optional<VolumeNames> part = VolumeNames.ofPart(file);
        if (part.isEmpty()) {
            return Optional.empty();
        }
        VolumeNames names = part.get();
        Set<Path> directories = new LinkedHashSet<>();
        directories.add(names.directory());
        options.directories().forEach(each -> directories.add(each.toAbsolutePath()));
        List<Path> looked = List.copyOf(directories);
        for (Path directory : looked) {
            Optional<VolumeIndex> index = read(directory.resolve(names.index()));
            if (index.isPresent()) {
                return Optional.of(new VolumeSet(names, index.get(), looked, options));
            }
        }
        Optional<Path> last = last(names, looked);
        Optional<VolumeIndex> index = last.isEmpty() ? Optional.empty() : read(last.get());
        return index.map(found -> new VolumeSet(names, found, looked, options));
    }

    /** The volume with the highest number. */
    private static Optional<Path> last(VolumeNames names, List<Path> directories) throws IOException {
        Path last = null;
        String number = "";
        String prefix = names.archive() + ".";
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(
                    directory, each -> VolumeNames.ofPart(each).isPresent())) {
                for (Path each : files) {
                    String name = String.valueOf(each.getFileName());
                    if (name.startsWith(prefix)
                            && name.length() == prefix.length() + 3
                            && name.compareTo(number) > 0
                            && Files.isRegularFile(each)) {
                        number = name;
                        last = each;
                    }
                }
            }
        }
        return Optional.ofNullable(last);
    }

    /** The index that a file ends with; empty if there is none. */
    private static Optional<VolumeIndex> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (Blob blob = Blob.ofFile(file)) {
            int length = (int) Math.min(VolumeIndex.MOST_BYTES, blob.size());
            ByteBuffer end = ByteBuffer.allocate(length);
            blob.readAt(blob.size() - length, end);
            return Optional.ofNullable(VolumeIndex.parseEnd(end.array()));
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION, file + ": " + e.getMessage() + "; copy it again, or leave it out", e);
        }
    }

    /** What the volumes are. */
    public VolumeIndex index() {
        return index;
    }

    /** Whether all volumes are there, so that they can be read in any order. */
    public boolean isThere() {
        return missing().isEmpty();
    }

    /** Whether those that are not there may come. */
    public boolean mayCome() {
        return options.absent() != null;
    }

    private boolean comes(int i) throws IOException {
        VolumeOptions.AbsentVolume absent = options.absent();
        return absent != null && absent.await(names.volume(i + 1), directories);
    }

    private Optional<Path> locate(int i) {
        String name = names.volume(i + 1);
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < index.volumes().size(); i++) {
            if (locate(i).isEmpty()) {
                missing.add(names.volume(i + 1));
            }
        }
        return missing;
    }

    /**
     * Opens all volumes as one.
     *
     * @throws ContentNotFoundException if some are not there; it names them all
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if some are cut short, swapped or of another archive,
     *     as far as that shows without reading them; it names them all
     */
    public Blob open() throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw absent(missing);
        }
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < index.volumes().size(); i++) {
            paths.add(locate(i).orElseThrow());
        }
        VolumeCheck check = new VolumeCheck(index, paths);
        List<Blob> opened = new ArrayList<>();
        try {
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                Blob file = Blob.ofFile(paths.get(i));
                opened.add(file);
                check.visibleProblem(i, file).ifPresent(problems::add);
            }
            if (!problems.isEmpty()) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION, String.join("; ", problems) + "; copy what is wrong again");
            }
            return new VolumesBlob(index, opened, check);
        } catch (IOException | RuntimeException e) {
            for (Blob file : opened) {
                file.close();
            }
            throw e;
        }
    }

    /**
     * Reads all of every volume that is there.
     *
     * @return what is wrong with them, a sentence for each; empty if nothing is
     */
    public List<String> check() throws IOException {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < index.volumes().size(); i++) {
            Optional<Path> path = locate(i);
            if (path.isPresent()) {
                try (Blob file = Blob.ofFile(path.get())) {
                    List<Path> same = Collections.nCopies(index.volumes().size(), path.get());
                    new VolumeCheck(index, same).problem(i, file).ifPresent(problems::add);
                }
            }
        }
        return problems;
    }

    private ContentNotFoundException absent(List<String> missing) {
        return ContentNotFoundException.of(
                (missing.size() == 1 ? "volume " : "volumes ") + String.join(", ", missing) + " of "
                        + index.volumes().size() + " not found in "
                        + directories.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + "; name where they are with option volumes, or wait for them with option wait",
                null);
    }

    /**
     * The archive in order, each volume read once, when its turn has come: those that are not there are waited for. Each is
     * verified when it has been read. The channel closes what it has open.
     */
    public ReadableByteChannel stream() {
        return new VolumeChannel(index, this::await);
    }

    private VolumeChannel.Found await(int i) throws IOException {
        while (true) {
            Optional<Path> path = locate(i);
            if (path.isPresent()) {
                Blob file = Blob.ofFile(path.get());
                VolumeCheck check = new VolumeCheck(
                        index, Collections.nCopies(index.volumes().size(), path.get()));
                Optional<String> problem = check.visibleProblem(i, file);
                if (problem.isEmpty()) {
                    return new VolumeChannel.Found(file, check);
                }
                boolean isComing = file.size() < index.volumes().get(i).size();
                file.close();
                if (!isComing || !comes(i)) {
                    throw new ContentException(Kind.FAILED_PRECONDITION, problem.get() + "; copy it again");
                }
            } else if (!comes(i)) {
                throw absent(List.of(names.volume(i + 1)));
            }
        }
    }
}
