package dev.sallyport.audit;

/** A writer of a journal: a lane of one run of a gate. Its records are counted from 0 without gaps. */
public record LaneId(BootId boot, int lane) {

    @Override
    public String toString() {
        return boot + "/" + lane;
    }
}
