/** As usual, with tags that move, and nobody to ask. */
export const WITH_LATEST = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{build}', latest-qa] }
  uat: { from: qa, repository: 'prod/{image}', tags: ['{build}-uat', latest-uat] }
`;
