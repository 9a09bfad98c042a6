package dev.drayage.cli;

import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The part of {@link Training} in which a list of images is brought from a registry to another and asked for once more, over
 * TLS where the Java runtime has what makes a certificate.
 */
final class SyncTraining {
    private static final String PASSWORD = "training";

    private final Path directory;
    private final Terminal terminal;

    private SyncTraining(Path directory, Terminal terminal) {
        this.directory = directory;
        this.terminal = terminal;
    }

    /**
     * Serves the local store, and brings its image to another name there.
     *
     * @param directory for the files that it takes
     * @param image the place of an image
     */
    static void run(Path directory, String image, Terminal terminal) throws IOException {
        Files.createDirectories(directory);
        new SyncTraining(directory, terminal).run(image);
    }

    private void run(String image) throws IOException {
        Path certificate = directory.resolve("training.crt");
        boolean isEncrypted = makeCertificate(certificate);
        List<String> options = new ArrayList<>(List.of("--writable"));
        if (isEncrypted) {
            options.addAll(List.of(
                    "--tls-cert",
                    certificate.toString(),
                    "--tls-key",
                    directory.resolve("training.key").toString()));
        }
        TrainingServer.serve(terminal, options, port -> sync(image, "127.0.0.1:" + port, certificate, isEncrypted));
    }

    private void sync(String image, String host, Path certificate, boolean isEncrypted) throws IOException {
        Path hosts = Files.createDirectories(directory.resolve("hosts"));
        if (isEncrypted) {
            OwnFiles.write(Files.createDirectory(hosts.resolve(host)).resolve("ca.crt"), Files.readString(certificate));
        }
        Path list = directory.resolve("training.txt");
        OwnFiles.write(list, host + "/team/app:v1\n");
        String[] sync = {
            "sync", "--quiet", "--hosts-dir", hosts.toString(), list.toString(), "--to", "docker://" + host + "/mirror"
        };
        Dray.run(
                new String[] {
                    "copy", "--quiet", "--hosts-dir", hosts.toString(), image, "docker://" + host + "/team/app:v1"
                },
                terminal);
        Dray.run(sync, terminal);
        Dray.run(sync, terminal);
    }

    /** Without a certificate all is done in the clear. */
    private boolean makeCertificate(Path certificate) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Path store = directory.resolve("training.p12");
        if (!Files.isExecutable(tool)) {
            return false;
        }
        String[] words = {
            tool.toString(),
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-validity",
            "2",
            "-dname",
            "CN=training",
            "-ext",
            "san=ip:127.0.0.1",
            "-alias",
            "training",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString()
        };
        try {
            Process making = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (making.waitFor() != 0) {
                return false;
            }
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                made.load(in, PASSWORD.toCharArray());
            }
            OwnFiles.write(
                    certificate,
                    pem("CERTIFICATE", made.getCertificate("training").getEncoded()));
            OwnFiles.write(
                    directory.resolve("training.key"),
                    pem(
                            "PRIVATE KEY",
                            made.getKey("training", PASSWORD.toCharArray()).getEncoded()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
