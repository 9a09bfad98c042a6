package dev.drayage.place.check;

/** A kind of place that is checked as a whole, and in which what is damaged then can be replaced from elsewhere. */
public interface WholePlaceRepair extends WholePlaceCheck, PlaceRepair {}
