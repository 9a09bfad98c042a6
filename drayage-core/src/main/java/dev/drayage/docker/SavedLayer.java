package dev.drayage.docker;

import dev.drayage.oci.Descriptor;

/**
 * A layer of a Docker archive.
 *
 * @param descriptor what it is, as it is given out
 * @param opener how it is read
 */
record SavedLayer(Descriptor descriptor, DockerArchive.Opener opener) {}
