package dev.drayage.registry.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Docker's form of settings: {@code *.crt} are trusted, {@code NAME.cert} with {@code NAME.key} is shown. */
final class CertificateFolder {
    private CertificateFolder() {}

    static TlsSettings read(Path folder) throws IOException {
        List<Path> authorities = new ArrayList<>();
        List<TlsSettings.Identity> identities = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".crt")) {
                    authorities.add(file);
                } else if (name.endsWith(".cert")) {
                    Path key = file.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
                    if (!Files.exists(key)) {
                        throw new IOException(file + " lacks its key " + key + "; put it there or take both away");
                    }
                    identities.add(new TlsSettings.Identity(file, key));
                }
            }
        }
        return new TlsSettings(authorities, identities, false);
    }
}
