/**
 * Places that images are read from and written to, by name: {@code oci:images:v1}, {@code docker://alpine}, and what else
 * the modules on the class path or module path bring along.
 *
 * <pre>{@code
 * Places places = Places.load();
 * PlaceName name = places.parse("oci-archive:image.tar.gz:v1");
 * try (ImageSource source = places.provider(name).openSource(name, PlaceOptions.none())) {
 *     Descriptor image = source.find("v1");
 * }
 * }</pre>
 *
 * <p>A kind of place is a {@link dev.drayage.place.PlaceProvider}, named in {@code META-INF/services} and, in a module, by
 * {@code provides}.
 */
@NullMarked
package dev.drayage.place;

import org.jspecify.annotations.NullMarked;
