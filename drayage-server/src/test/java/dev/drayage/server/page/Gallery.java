package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.nio.charset.StandardCharsets;

/** Images as people have them: some tags of one repository, an index, what is about it, and many other names. */
final class Gallery {
    static final String SERVER = "library/server";

    final StockedRepositories repositories = new StockedRepositories();
    final StockedRepositories.Shelf server = repositories.shelf(SERVER);
    final Descriptor amd64;
    final Descriptor arm64;
    final Descriptor index;
    final Descriptor older;
    final Descriptor signature;

    Gallery() {
        MemoryContent memory = server.memory;
        byte[] base = base();
        amd64 = server.put(image(memory, base, "2.1").build());
        arm64 = server.put(
                image(memory, new LayerBytes().file("etc/arch", "arm64\n").build(), "2.1")
                        .on(Platform.of("linux", "arm64", "v8"))
                        .build());
        index = server.put(
                IndexBuilder.anIndexIn(memory)
                        .of(amd64, arm64)
                        .annotated("org.opencontainers.image.version", "2.1")
                        .build(),
                "2.1",
                "latest");
        older = server.put(image(memory, base, "2.0").build(), "2.0");
        signature = referrer(memory, "application/vnd.dev.cosign.artifact.sig.v1+json");
        server.refer(index, signature);
        server.refer(index, referrer(memory, "application/spdx+json"));
        server.refer(amd64, referrer(memory, "application/vnd.in-toto+json"));
        for (String name : new String[] {
            "alpine", "busybox", "debian", "golang", "memcached", "nginx", "node", "postgres", "python", "redis"
        }) {
            stock("library/" + name);
        }
        stock("team/charts/monitoring");
        stock("team/tools/collect-and-report");
    }

    private Descriptor referrer(MemoryContent memory, String type) {
        return ImageBuilder.anImageIn(memory)
                .ofArtifactType(type)
                .about(index)
                .withStoredLayer(
                        "application/json",
                        "{\"of\":[1,{\"a\":\"b, c\"}],\"empty\":{}}".getBytes(StandardCharsets.UTF_8),
                        new byte[0])
                .annotated("org.opencontainers.image.created", "2026-03-05T00:00:00Z")
                .build()
                .withPlatform(null)
                .withArtifactType(type)
                .withAnnotation("org.opencontainers.image.created", "2026-03-05T00:00:00Z");
    }

    private void stock(String name) {
        StockedRepositories.Shelf shelf = repositories.shelf(name);
        shelf.put(image(shelf.memory, base(), "1").build(), "1", "latest");
    }

    static byte[] base() {
        LayerBytes layer = new LayerBytes().folder("etc").folder("usr").folder("usr/bin");
        layer.file("etc/os-release", "NAME=\"Example Linux\"\nVERSION_ID=12\n");
        layer.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        layer.file("usr/bin/tool", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, (byte) 0xff});
        layer.hardLink("usr/bin/other", "usr/bin/tool");
        layer.link("usr/bin/sh", "/usr/bin/tool");
        for (int i = 0; i < 250; i++) {
            layer.file(String.format("usr/share/doc/package-%03d/copyright", i), "Copyright " + i + "\n");
        }
        return layer.build();
    }

    private static SampleImage image(MemoryContent memory, byte[] base, String version) {
        byte[] application = new LayerBytes()
                .folder("srv")
                .file("srv/server.conf", "# version " + version + "\nlisten = 8080\n")
                .file("srv/.wh.old.conf", "")
                .build();
        return new SampleImage(memory)
                .layer("/bin/sh -c #(nop) ADD file:2a0b9d0f1c3b in / ", base)
                .step("/bin/sh -c #(nop)  CMD [\"/bin/sh\"]")
                .step("ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .layer(
                        "RUN /bin/sh -c set -eux; mkdir -p /srv; install -m 0644 /tmp/server.conf /srv/; rm -f"
                                + " /srv/old.conf # buildkit",
                        application)
                .step("ENTRYPOINT [\"/usr/bin/server\"]")
                .env("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("SERVER_VERSION=" + version)
                .label("org.opencontainers.image.title", "Server")
                .label("org.opencontainers.image.source", "https://git.example/team/server")
                .annotated("org.opencontainers.image.created", "2026-03-04T05:06:07Z");
    }
}
