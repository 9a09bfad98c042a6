/**
 * Archives cut into volumes: {@link dev.drayage.volume.VolumeSplit} says where, {@link dev.drayage.volume.VolumeIndex} what
 * the volumes are, and {@link dev.drayage.volume.VolumeSet} reads them as one.
 */
@NullMarked
package dev.drayage.volume;

import org.jspecify.annotations.NullMarked;
