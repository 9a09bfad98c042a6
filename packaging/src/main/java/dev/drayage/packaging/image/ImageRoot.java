package dev.drayage.packaging.image;

import dev.drayage.packaging.image.LayerFiles.Times;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What lies where in the image of a platform, and how the command is started there. */
final class ImageRoot {
    /** Nobody's, as it is in other images without a shell. */
    static final int USER = 65532;

    static final String WORK_DIRECTORY = "/work";
    private static final String HOME = "/home/nonroot";
    private static final String STORE = "/var/lib/drayage";
    private static final String COMMAND = "usr/lib/drayage";
    private static final String JAVA = "/" + COMMAND + "/lib/runtime/bin/java";
    private static final String OPTIONS = COMMAND + "/lib/dray";

    static final List<String> ENVIRONMENT = List.of(
            "PATH=/" + COMMAND + "/lib/runtime/bin:/usr/bin:/bin",
            "HOME=" + HOME,
            "DRAYAGE_ROOT=" + STORE,
            "LC_ALL=C.UTF-8");

    private final Path system;
    private final Path unpacked;
    private final Path launched;

    /**
     * The image made from a directory: in its {@code system} lies what Debian's packages give, in {@code command} the
     * tar.gz of the command, unpacked, and its file {@code launched} has the words that the launcher starts Java with,
     * one a line.
     */
    ImageRoot(Path directory) {
        this.system = directory.resolve("system");
        this.unpacked = directory.resolve("command");
        this.launched = directory.resolve("launched");
    }

    LayerFiles system() throws IOException {
        return new LayerFiles()
                .tree(system, "", Times.NONE)
                .text(
                        "etc/passwd",
                        List.of(
                                "root:x:0:0:root:/root:/sbin/nologin",
                                "nonroot:x:" + USER + ":" + USER + ":nonroot:" + HOME + ":/sbin/nologin"))
                .text("etc/group", List.of("root:x:0:", "nonroot:x:" + USER + ":"))
                .text("etc/nsswitch.conf", List.of("hosts: files dns"))
                .directory("root", 0700, 0)
                .directory("tmp", 01777, 0)
                .directory("var/tmp", 01777, 0)
                .directory(HOME.substring(1), 0755, USER)
                .directory(STORE.substring(1), 0755, USER)
                .directory(WORK_DIRECTORY.substring(1), 0755, USER);
    }

    LayerFiles runtime() throws IOException {
        return new LayerFiles().tree(unpacked.resolve("lib/runtime"), COMMAND + "/lib/runtime", Times.NONE);
    }

    /** All but the launcher, which needs a shell, and what only shells and manual readers use. */
    LayerFiles command() throws IOException {
        LayerFiles files = new LayerFiles()
                .tree(unpacked.resolve("share/doc"), "usr/share/doc", Times.NONE)
                .text(OPTIONS, options());
        try (DirectoryStream<Path> lib = Files.newDirectoryStream(unpacked.resolve("lib"))) {
            for (Path part : lib) {
                if (!part.endsWith("runtime")) {
                    files.tree(part, COMMAND + "/lib/" + part.getFileName(), Times.KEPT);
                }
            }
        }
        return files;
    }

    /** Java, and a file of its options and of the class to run: what is given to the container follows. */
    static List<String> entrypoint() {
        return List.of(JAVA, "@/" + OPTIONS);
    }

    /** What the launcher runs, as the file of options that is read in the place of a shell. */
    private List<String> options() throws IOException {
        List<String> words = Files.readAllLines(launched);
        if (words.isEmpty() || !words.get(0).equals(JAVA)) {
            throw new IOException(launched + " does not begin with " + JAVA
                    + ", which the launcher is to run; it begins with " + (words.isEmpty() ? "nothing" : words.get(0)));
        }
        return words.stream()
                .skip(1)
                .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .toList();
    }
}
