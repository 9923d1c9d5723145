/** Records the image that this build pushed; see recordImage.txt. */
String call(Map options = [:]) {
    String reference = null
    promotionEngine.onAgent(options) {
        String folder = promotionEngine.newFolder(options.image ? "record-${options.image}" : 'record')
        reference = promotionEngine(command: 'record', options: options, folder: folder)
        stash(name: 'promote-image-record', includes: promotionEngine.filesFor(options, folder))
        env.PROMOTE_IMAGE_STASH = 'promote-image-record'
    }
    env.RECORDED_IMAGE = reference
    promotionEngine.describe("Recorded ${reference}")
    return reference
}
