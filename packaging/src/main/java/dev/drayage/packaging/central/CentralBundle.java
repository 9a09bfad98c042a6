package dev.drayage.packaging.central;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a bundle in Maven Central's form of a repository in a directory, as {@code mvn deploy} fills it: what was
 * published, its signatures, and checksums, in the layout of a repository. The same files give the same bytes.
 */
public final class CentralBundle {
    private static final Map<String, String> CHECKSUMS = new LinkedHashMap<>();

    static {
        CHECKSUMS.put("md5", "MD5");
        CHECKSUMS.put("sha1", "SHA-1");
        CHECKSUMS.put("sha256", "SHA-256");
    }

    private CentralBundle() {}

    /**
     * Writes the bundle, or says what Maven Central would refuse it for and exits with 1.
     *
     * @param args the repository, the version, the bundle to write, and {@code signed} if it has to be
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 3 || args.length > 4 || (args.length == 4 && !args[3].equals("signed"))) {
            System.err.println("usage: CentralBundle REPOSITORY VERSION BUNDLE.zip [signed]");
            System.exit(2);
        }
        Path repository = Path.of(args[0]);
        List<String> refusals = new CentralRequirements(args[1], args.length == 4).refusals(repository);
        refusals.forEach(System.err::println);
        if (!refusals.isEmpty()) {
            System.exit(1);
        }
        write(repository, Path.of(args[2]));
    }

    /** The files to publish, without the checksums and listings that Maven puts beside them. */
    static List<Path> published(Path repository) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !name(file).matches("maven-metadata\\.xml.*|.*\\.(md5|sha1|sha256|sha512)"))
                    .sorted()
                    .toList();
        }
    }

    static String name(Path file) {
        return file.getFileName().toString();
    }

    static void write(Path repository, Path bundle) throws IOException {
        try (OutputStream out = Files.newOutputStream(bundle);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            // Jars are compressed as they are, and another zlib would give other bytes.
            zip.setLevel(0);
            for (Path file : published(repository)) {
                String entry = repository.relativize(file).toString();
                byte[] content = Files.readAllBytes(file);
                write(zip, entry, content);
                if (entry.endsWith(".asc")) {
                    continue;
                }
                for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
                    String hex = HexFormat.of().formatHex(digest(checksum.getValue(), content));
                    write(zip, entry + "." + checksum.getKey(), hex.getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
