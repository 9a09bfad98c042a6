package dev.drayage.registry.hosts;

import dev.drayage.pem.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that this system trusts, where programs in Go look for them too: the file that {@code SSL_CERT_FILE}
 * names, or else the first there is of those that Linux distributions have; and all files in the directories that
 * {@code SSL_CERT_DIR} lists, or else in theirs. Where the program itself was told whom to trust, by
 * {@code javax.net.ssl.trustStore}, only those count that the variables name. They are read when they are first asked for, and once: most chains end at a
 * certificate that the Java runtime knows. Thread-safe.
 */
public final class SystemCertificates {
    private static final String FILE = "SSL_CERT_FILE";
    private static final String DIRECTORIES = "SSL_CERT_DIR";

    private static final List<Path> USUAL_FILES = Stream.of(
                    "/etc/ssl/certs/ca-certificates.crt",
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/ssl/ca-bundle.pem",
                    "/etc/pki/tls/cacert.pem",
                    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                    "/etc/ssl/cert.pem")
            .map(Path::of)
            .toList();
    private static final List<Path> USUAL_DIRECTORIES =
            List.of(Path.of("/etc/ssl/certs"), Path.of("/etc/pki/tls/certs"));

    private final String namedFile;
    private final String namedDirectories;
    private final boolean usual;
    private @Nullable Found found;

    private SystemCertificates(String namedFile, String namedDirectories, boolean usual) {
        this.namedFile = namedFile;
        this.namedDirectories = namedDirectories;
        this.usual = usual;
    }

    /** Where these variables, of the environment as a rule, say. */
    public static SystemCertificates of(Map<String, String> variables) {
        return new SystemCertificates(
                variables.getOrDefault(FILE, ""),
                variables.getOrDefault(DIRECTORIES, ""),
                System.getProperty("javax.net.ssl.trustStore") == null);
    }

    /**
     * What was found.
     *
     * @param certificates each once
     * @param problem what is wrong with what a variable names, as the part of a sentence; empty if nothing is
     */
    record Found(List<X509Certificate> certificates, String problem) {}

    synchronized Found found() {
        Found known = found;
        if (known == null) {
            known = read();
            found = known;
        }
        return known;
    }

    private Found read() {
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        if (!namedFile.isEmpty()) {
            try {
                if (!add(Path.of(namedFile), certificates)) {
                    problems.add(FILE + " names " + namedFile + ", which holds no certificate in PEM");
                }
            } catch (IOException | RuntimeException e) {
                problems.add(FILE + " names " + namedFile + ", which cannot be read: " + reason(e));
            }
        } else if (usual) {
            for (Path file : USUAL_FILES) {
                if (addIfReadable(file, certificates)) {
                    break;
                }
            }
        }
        if (!namedDirectories.isEmpty()) {
            for (String directory : namedDirectories.split(":", -1)) {
                if (directory.isEmpty()) {
                    // As a path it would be the working directory, where anybody's certificates may lie.
                    continue;
                }
                try {
                    addAll(Path.of(directory), certificates);
                } catch (IOException | RuntimeException e) {
                    problems.add(DIRECTORIES + " names " + directory + ", which cannot be read: " + reason(e));
                }
            }
        } else if (usual) {
            for (Path directory : USUAL_DIRECTORIES) {
                try {
                    addAll(directory, certificates);
                } catch (IOException | RuntimeException e) {
                    // Each distribution has its own, and hardly any has both.
                }
            }
        }
        return new Found(List.copyOf(certificates), String.join("; ", problems));
    }

    /** What Java says of a file is often nothing but its name. */
    private static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return "it is not a directory";
        }
        String reason = failure instanceof FileSystemException of ? of.getReason() : null;
        return reason != null ? reason : String.valueOf(failure.getMessage());
    }

    private static void addAll(Path directory, Set<X509Certificate> certificates) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                addIfReadable(file, certificates);
            }
        }
    }

    /** Nobody names the file itself, so that one which is none, or not for this user, is passed over. */
    private static boolean addIfReadable(Path file, Set<X509Certificate> certificates) {
        try {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            add(file, certificates);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Adds the certificates of a file; those that are broken are none. Returns whether there are any. */
    private static boolean add(Path file, Set<X509Certificate> certificates) throws IOException {
        boolean added = false;
        for (byte[] encoded : Pem.encodedCertificates(file)) {
            try {
                certificates.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
                added = true;
            } catch (CertificateException e) {
                // The others are trusted all the same, as Go does.
            }
        }
        return added;
    }
}
