/** Records the image that this build pushed; see recordImage.txt. */
String call(Map options = [:]) {
    String reference = null
    promotionEngine.onAgent(options) {
        String folder = promotionEngine.newFolder('record', options)
        reference = promotionEngine(command: 'record', options: options, folder: folder)
        String stashed = promotionEngine.keep(folder, options.config ? options.config.toString() : 'promotion.yaml,promotion.yml')
        def all = (env.PROMOTE_IMAGE_STASH ?: '').tokenize(',')
        if (!all.contains(stashed)) {
            all.add(stashed)
        }
        env.PROMOTE_IMAGE_STASH = all.join(',')
    }
    env.RECORDED_IMAGE = reference
    promotionShow.describe("Recorded ${reference}")
    return reference
}
