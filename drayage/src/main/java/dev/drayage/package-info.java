/**
 * The door to the library: images are copied, exported, read and verified wherever they are, by names such as
 * {@code oci:images:v1} and {@code docker://alpine:3.20}.
 *
 * <pre>{@code
 * Drayage drayage = new Drayage();
 * drayage.copy("docker://alpine:3.20", "oci-archive:alpine.tar");
 * try (Image image = drayage.open("oci-archive:alpine.tar").forPlatform("linux/arm64")) {
 *     System.out.println(image.config().env());
 *     System.out.write(image.layers().get(0).read("etc/os-release"));
 * }
 * }</pre>
 *
 * <p>Everything that is read through it is verified against its descriptor. Calls block; interrupting the thread ends them,
 * and nothing half-done is left under the name of something whole.
 */
@NullMarked
package dev.drayage;

import org.jspecify.annotations.NullMarked;
