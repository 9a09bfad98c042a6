package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import dev.drayage.oci.Digest;

/**
 * An image of a list, and what is to be done with it.
 *
 * @param wanted the entry of the list
 * @param target its name where it goes to
 * @param digest what is taken: what the name means now, of which one platform may have been chosen
 * @param listed what the name itself means
 * @param isNamed whether its name means just that there already, whole
 * @param isThere whether nothing is to be done for it
 */
public record PlannedImage(
        WantedImage wanted, TargetName target, Digest digest, Digest listed, boolean isNamed, boolean isThere) {}
