/** Takes an environment back to an image that was there before; see rollbackImage.txt. */
String call(Map options = [:]) {
    String reference = null
    promotionEngine.onAgent(options) {
        reference = promotionEngine(command: 'rollback', options: options, folder: promotionEngine.newFolder("rollback-${options.env}", options))
    }
    if (reference) {
        env.ROLLED_BACK_IMAGE = reference
        promotionShow.describe("${options.env} went back: ${reference}")
    }
    return reference
}
